import { isJsonObject } from '../../../schemas/json-object.ts'
import type { JsonObject } from '../../../schemas/reading.ts'
import { textOf } from '../json.ts'
import type { Route } from '../router.ts'
import type { FakeReply, World } from '../vendor.ts'

const TIME = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}:\d{2}(Z|[+-]\d{2}:\d{2}))?$/
const LARGEST_PAGE = 200
const FIELD_OF: Readonly<Record<string, string>> = {
  Arrival: 'arrival',
  Departure: 'departure',
  Creation: 'created',
  Modification: 'modified',
  Cancellation: 'cancellationTime'
}
const EXPANDED = ['booker', 'timeSlices', 'services', 'assignedUnits', 'company', 'actions']

/** https://api.apaleo.com/swagger/ */
export function apaleoReads({ records }: World): readonly Route[] {
  const one = (kind: string): Route[2] => {
    return ({ query }, id) => {
      const found = records.get(kind, id)
      return found === undefined
        ? complaint(404, `${kind} ${id} not found`)
        : { status: 200, body: viewOf(found, query) }
    }
  }
  const all =
    (kind: string): Route[2] =>
    ({ query }) =>
      paged(kind, filtered(records.all(kind), query), query)
  return [
    ['GET', '/booking/v1/reservations/$count', ({ query }) => counted(selected(records.all('reservations'), query))],
    ['GET', '/booking/v1/reservations', ({ query }) => reservations(query)],
    ['GET', '/booking/v1/reservations/:id', one('reservations')],
    ['GET', '/inventory/v1/units', all('units')],
    ['GET', '/inventory/v1/units/:id', one('units')],
    ['GET', '/inventory/v1/properties', all('properties')],
    ['GET', '/inventory/v1/properties/:id', one('properties')],
    ['GET', '/operations/v1/maintenances', all('maintenances')],
    ['GET', '/operations/v1/maintenances/:id', one('maintenances')]
  ]

  function reservations(query: URLSearchParams): FakeReply {
    const rows = selected(records.all('reservations'), query)
    if (rows === undefined) return complaint(400, 'from and to are RFC 3339 without fractions')
    // A word that is not known is ignored.
    const sort = query.get('sort')
    if (sort === 'updated:asc') rows.sort(byModified)
    if (sort === 'updated:desc') rows.sort((a, b) => byModified(b, a))
    return paged('reservations', rows, query)
  }
}

export function complaint(status: number, message: string): FakeReply {
  return { status, body: { messages: [message] } }
}

function counted(rows: readonly JsonObject[] | undefined): FakeReply {
  return rows === undefined ? complaint(400, 'from is invalid') : { status: 200, body: { count: rows.length } }
}

/** Undefined: a time has another form. */
function selected(rows: readonly JsonObject[], query: URLSearchParams): JsonObject[] | undefined {
  const [from, to] = [query.get('from'), query.get('to')]
  if ([from, to].some((time) => time !== null && !TIME.test(time))) return undefined
  const field = FIELD_OF[query.get('dateFilter') ?? ''] ?? 'arrival'
  const isInside = (row: JsonObject) => {
    const time = Date.parse(textOf(row[field]))
    return (from === null || time >= Date.parse(from)) && (to === null || time < Date.parse(to))
  }
  return filtered(rows, query).filter(isInside)
}

function filtered(rows: readonly JsonObject[], query: URLSearchParams): JsonObject[] {
  const properties = [...query.getAll('propertyIds'), ...query.getAll('propertyId')].flatMap((ids) => ids.split(','))
  const statuses = query.getAll('status').flatMap((words) => words.split(','))
  return rows.filter((row) => {
    const { property, status, id } = row
    const house = isJsonObject(property) ? textOf(property['id']) : textOf(id)
    const hasStatus = statuses.length === 0 || isJsonObject(status) || statuses.includes(textOf(status))
    return hasStatus && (properties.length === 0 || properties.includes(house))
  })
}

function paged(name: string, rows: readonly JsonObject[], query: URLSearchParams): FakeReply {
  const [size, number] = [Number(query.get('pageSize') ?? 20), Number(query.get('pageNumber') ?? 1)]
  if (!(size >= 1 && size <= LARGEST_PAGE && number >= 1)) return complaint(422, 'pageSize is at most 200')
  const page = rows.slice((number - 1) * size, number * size)
  if (page.length === 0) return { status: 204 }
  return { status: 200, body: { [name]: page.map((row) => viewOf(row, query)), count: rows.length } }
}

/** Only what is asked for is expanded. */
function viewOf(row: JsonObject, query: URLSearchParams): JsonObject {
  const wanted = (query.get('expand') ?? '').split(',')
  return Object.fromEntries(Object.entries(row).filter(([name]) => !EXPANDED.includes(name) || wanted.includes(name)))
}

function byModified(a: JsonObject, b: JsonObject): number {
  return Date.parse(textOf(a['modified'])) - Date.parse(textOf(b['modified']))
}
