import { isJsonObject } from '../../../schemas/json-object.ts'
import type { JsonObject } from '../../../schemas/reading.ts'
import type { ApiRequest } from '../../../src/contract/api-request.ts'
import type { Page, RecordKind } from '../../../src/contract/records.ts'
import type { PmsRecords } from '../adapter.ts'
import { assembleMews, guestOf } from './mews-assemble.ts'
import { normalizeMews } from './mews-read.ts'
import {
  ALSO_DELETED,
  CUSTOMERS,
  ITEMS,
  MEWS_BATCH,
  MEWS_LISTS,
  MEWS_LOOKUPS,
  mewsCall,
  mewsNext,
  NOTES,
  RESOURCES,
  updatedIn
} from './mews-requests.ts'
import { chunks, distinct, instantOf, objectsIn, textOf } from './rows.ts'

const KINDS: readonly RecordKind[] = [
  {
    kind: 'reservation',
    batch: MEWS_BATCH,
    byIds: (ids) => [mewsCall('reservations', {}, ['ReservationIds', ids])],
    changed: (interval) => mewsCall('reservations', updatedIn(interval)),
    hasWebhooks: true
  },
  {
    kind: 'guest',
    batch: MEWS_BATCH,
    byIds: (ids) => [mewsCall('customers', CUSTOMERS, ['CustomerIds', ids])],
    changed: (interval) => mewsCall('customers', { ...CUSTOMERS, ...updatedIn(interval) }),
    hasWebhooks: true
  },
  {
    kind: 'room',
    batch: MEWS_BATCH,
    byIds: (ids) => [mewsCall('rooms', RESOURCES, ['ResourceIds', ids])],
    changed: (interval) => mewsCall('rooms', { ...RESOURCES, ...updatedIn(interval) }),
    all: () => [mewsCall('rooms', RESOURCES)],
    pace: 'slow',
    hasWebhooks: true
  },
  // A changed item need not move the time of its reservation.
  {
    kind: 'orderItem',
    changed: (interval) => mewsCall('changedItems', updatedIn(interval)),
    pace: 'slow',
    all: () => []
  },
  {
    kind: 'resourceBlock',
    changed: (interval) => mewsCall('changedBlocks', { ...ALSO_DELETED, ...updatedIn(interval) }),
    pace: 'slow',
    all: () => []
  }
]

/** Mews' Connector API: https://docs.mews.com/connector-api */
export const mewsRecords: PmsRecords = {
  hosts: { api: 'https://api.mews.com' },
  credential: {
    type: 'static',
    settings: ['MEWS_CLIENT_TOKEN', 'MEWS_ACCESS_TOKEN'],
    authorize: (request, { MEWS_CLIENT_TOKEN: ClientToken, MEWS_ACCESS_TOKEN: AccessToken }) => ({
      ...request,
      json: { ClientToken, AccessToken, Client: 'Bellhook 1.0.0', ...request.json }
    })
  },
  // 200 in 30 s for one access token, in a window that begins with a burst: 50 + 30 * 4.5 = 185.
  budget: [{ capacity: 50, perSecond: 4.5 }],
  overlapSeconds: 600,
  lagSeconds: 600,
  // An interval may have three months, the shortest of which are 89 days.
  longestDays: 85,
  lookups: MEWS_LOOKUPS,
  kinds: KINDS,
  read: (request, body) => readPage(request, body),
  clockOf: (body) => (isJsonObject(body) ? textOf(body['NowUtc']) : undefined),
  assemble: assembleMews,
  normalize: normalizeMews,
  meaningOf({ status }) {
    if (status === 401) return { as: 'refused', reason: 'Mews refuses the tokens' }
    // A business rule, in words for people.
    return status === 403 ? { as: 'aside', reason: 'HTTP 403' } : undefined
  }
}

function readPage(request: ApiRequest, body: unknown): Page | undefined {
  if (body === undefined) return { rows: [] }
  if (request.name === 'configuration') {
    return isJsonObject(body) && isJsonObject(body['Enterprise']) ? { rows: [body] } : undefined
  }
  const rows = objectsIn(body, MEWS_LISTS[request.name]?.[1] ?? '')
  if (rows === undefined || !isJsonObject(body)) return undefined
  const next = mewsNext(request, rows.length, body['Cursor'])
  const page: Page = next === undefined ? { rows } : { rows, next }
  switch (request.name) {
    case 'reservations':
      return { ...page, more: aboutReservations(rows) }
    case 'companionships':
      return { ...page, more: customersOf(distinct(rows.map(({ CustomerId }) => textOf(CustomerId)))) }
    case 'customers':
      // A guest who was merged into another one.
      return { ...page, wanted: wantedOf(rows, 'guest', 'MergeTargetId') }
    case 'changedItems':
      return { ...page, rows: [], wanted: wantedOf(rows, 'reservation', 'ServiceOrderId') }
    case 'changedBlocks':
      return { ...page, rows: [], wanted: wantedOf(rows, 'room', 'AssignedResourceId') }
    default:
      return page
  }
}

/** Guests, prices, and notes of the reservations of one page. */
function aboutReservations(rows: readonly JsonObject[]): ApiRequest[] {
  const ids = distinct(rows.map(({ Id }) => textOf(Id)))
  const others = rows.filter(({ AccountType }) => AccountType !== 'Customer')
  const withoutGuest = distinct(others.map(({ Id }) => textOf(Id)))
  return [
    ...customersOf(distinct(rows.map((row) => guestOf(row)))),
    ...chunks(withoutGuest, MEWS_BATCH).map((part) =>
      mewsCall('companionships', { Extent: { Companionships: true } }, ['ReservationIds', part])
    ),
    ...chunks(ids, MEWS_BATCH).map((part) => mewsCall('orderItems', ITEMS, ['ServiceOrderIds', part])),
    ...chunks(ids, MEWS_BATCH).map((part) => mewsCall('notes', NOTES, ['ServiceOrderIds', part]))
  ]
}

function customersOf(ids: readonly string[]): ApiRequest[] {
  return chunks(ids, MEWS_BATCH).map((part) => mewsCall('customers', CUSTOMERS, ['CustomerIds', part]))
}

function wantedOf(rows: readonly JsonObject[], kind: string, name: string) {
  return rows.flatMap((row) => {
    const id = textOf(row[name])
    const modified = instantOf(row['UpdatedUtc'])
    return id === undefined ? [] : [{ kind, id, ...(modified === undefined ? {} : { modified }) }]
  })
}
