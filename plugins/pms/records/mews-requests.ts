import type { JsonObject } from '../../../schemas/reading.ts'
import type { ApiRequest, ReadingOfRecords } from '../../../src/contract/api-request.ts'
import type { Interval, Lookup } from '../../../src/contract/records.ts'
import { textOf } from './rows.ts'

/** Mews allows 1000 ids. Calls with many take too long. */
export const MEWS_BATCH = 500
const PAGE = 1000

/** The operation of each request, and the list in its answer. https://docs.mews.com/connector-api/operations */
export const MEWS_LISTS: Readonly<Record<string, readonly [operation: string, list: string]>> = {
  reservations: ['reservations/getAll/2023-06-06', 'Reservations'],
  customers: ['customers/getAll', 'Customers'],
  companionships: ['companionships/getAll', 'Companionships'],
  orderItems: ['orderItems/getAll', 'OrderItems'],
  changedItems: ['orderItems/getAll', 'OrderItems'],
  notes: ['serviceOrderNotes/getAll', 'ServiceOrderNotes'],
  rooms: ['resources/getAll', 'Resources'],
  changedBlocks: ['resourceBlocks/getAll', 'ResourceBlocks'],
  services: ['services/getAll', 'Services'],
  resources: ['resources/getAll', 'Resources'],
  categories: ['resourceCategories/getAll', 'ResourceCategories'],
  assignments: ['resourceCategoryAssignments/getAll', 'ResourceCategoryAssignments'],
  ageCategories: ['ageCategories/getAll', 'AgeCategories'],
  rates: ['rates/getAll', 'Rates']
}

/** Without this filter Mews leaves out what was deleted. */
export const ALSO_DELETED = { ActivityStates: ['Active', 'Deleted'] }
export const CUSTOMERS = { Extent: { Customers: true, Addresses: false }, ...ALSO_DELETED }
export const RESOURCES = { Extent: { Resources: true, Inactive: true } }
/** Mews returns special requests only on request. */
export const NOTES = { Types: ['General', 'ChannelManager', 'SpecialRequest'] }
export const ITEMS = { AccountingStates: ['Open', 'Closed', 'Inactive', 'Canceled'] }

/** One page of a list. `ids`: the filter with the ids, and the ids. */
export function mewsCall(
  name: string,
  parameters: JsonObject,
  ids?: readonly [filter: string, ids: readonly string[]]
) {
  const [operation = ''] = MEWS_LISTS[name] ?? []
  // A page of changed reservations leads to calls about them, which have its ids.
  const Limitation = { Count: name === 'reservations' && ids === undefined ? MEWS_BATCH : PAGE }
  const json = { ...parameters, ...(ids && { [ids[0]]: ids[1] }), Limitation }
  return { ...post(name, operation, json), ...(ids && { ids: ids[1] }) }
}

/** The same call for the next page. */
export function mewsNext(request: ApiRequest, rows: number, cursor: unknown): ApiRequest | undefined {
  const limitation = Object(request.json?.['Limitation'])
  const isLast = rows < limitation.Count || typeof cursor !== 'string'
  if (isLast) return undefined
  return { ...request, json: { ...request.json, Limitation: { Count: limitation.Count, Cursor: cursor } } }
}

/** Whole seconds, since Mews refuses fractions, and one more at the end, so that none is lost. */
export function updatedIn({ from, to }: Interval): JsonObject {
  return { UpdatedUtc: { StartUtc: seconds(Date.parse(from)), EndUtc: seconds(Date.parse(to) + 1000) } }
}

function seconds(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`
}

function post(name: string, operation: string, json: JsonObject): ApiRequest {
  return { name, method: 'POST', path: `/api/connector/v1/${operation}`, json }
}

/** Names of rooms, room types, and rates, and how the house counts. They change seldom. */
export const MEWS_LOOKUPS: readonly Lookup[] = [
  { name: 'configuration', hours: 6, request: () => post('configuration', 'configuration/get', {}) },
  { name: 'services', hours: 6, request: () => mewsCall('services', {}) },
  { name: 'categories', hours: 6, request: (context) => ofServices('categories', context) },
  { name: 'ageCategories', hours: 6, request: (context) => ofServices('ageCategories', context) },
  { name: 'rates', hours: 6, request: (context) => ofServices('rates', context) },
  { name: 'resources', hours: 1, request: () => mewsCall('resources', RESOURCES) },
  {
    name: 'assignments',
    hours: 6,
    request: ({ lookups }) => mewsCall('assignments', {}, filterOf('ResourceCategoryIds', lookups['categories']))
  }
]

function ofServices(name: string, { lookups }: ReadingOfRecords): ApiRequest {
  return mewsCall(name, {}, filterOf('ServiceIds', lookups['services']))
}

/** Undefined: there is nothing to filter by. */
function filterOf(name: string, rows: readonly JsonObject[] = []): readonly [string, readonly string[]] | undefined {
  const ids = rows.flatMap(({ Id }) => textOf(Id) ?? []).slice(0, PAGE)
  return ids.length === 0 ? undefined : [name, ids]
}
