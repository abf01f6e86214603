import { isJsonObject } from '../../../schemas/json-object.ts'
import type { JsonObject } from '../../../schemas/reading.ts'
import { textOf } from '../json.ts'
import type { Route } from '../router.ts'
import type { FakeReply, World } from '../vendor.ts'
import { viewLegacy, viewV3 } from './house.ts'

const MOST_IDS = 10
const MOST_FOLIOS = 200
const LARGEST_PAGE = 100
/** https://open-api-docs.guesty.com/docs/reservation-migration: the older list ends on this day. */
const LEGACY_END = Date.parse('2027-03-01T00:00:00Z')

/** https://open-api-docs.guesty.com/reference */
export function guestyReads(world: World): readonly Route[] {
  const { records } = world
  let singles = 0
  return [
    ['GET', '/v1/reservations-v3', ({ query }) => byIds(idsOf(query))],
    ['GET', '/v1/reservations-v3/search', ({ query }) => search(query)],
    ['GET', '/v1/reservations', ({ query }) => legacyList(query)],
    ['GET', '/v1/reservations/:id', ({ query }, id) => legacyOne(id, query)],
    ['GET', '/v1/guests-crud/:id', (_request, id) => one('guests', id)],
    ['GET', '/v1/guest-folio/overview', ({ query }) => folios(idsOf(query))],
    ['GET', '/v1/listings', () => ({ status: 200, body: { results: records.all('listings') } })],
    ['GET', '/v1/listings/:id', (_request, id) => one('listings', id)]
  ]

  function one(kind: string, id: string): FakeReply {
    const found = records.get(kind, id)
    return found === undefined ? complaint(404, 'Not found') : { status: 200, body: found }
  }

  /** An unknown id is left out. Of one id, every third answer is the object alone, and has no notes. */
  function byIds(ids: readonly string[]): FakeReply {
    if (ids.length === 0 || ids.length > MOST_IDS)
      return complaint(400, `reservationIds must have 1 to ${MOST_IDS} ids`)
    const found = ids.flatMap((id) => records.get('reservations', id) ?? []).filter(isJsonObject)
    const [first] = found
    if (ids.length > 1 || first === undefined) return { status: 200, body: found.map(viewV3) }
    singles += 1
    if (singles % 3 !== 0) return { status: 200, body: [viewV3(first)] }
    const { notes: _notes, ...sparse } = viewV3(first)
    return { status: 200, body: sparse }
  }

  function search(query: URLSearchParams): FakeReply {
    const since = query.get('filter[checkOut][gte]')
    const created = query.get('filter[createdAt][gte]')
    const rows = records
      .all('reservations')
      .filter((row) => since === null || textOf(stayOf(row)['checkOutDateLocalized']) >= since.slice(0, 10))
      .filter(({ createdAt }) => created === null || Date.parse(textOf(createdAt)) >= Date.parse(created))
    const page = pageOf(rows, query)
    if (page === undefined) return complaint(400, 'limit must be at most 100')
    const { skip, limit } = page
    const pagination = { limit, skip, total: rows.length, hasMore: skip + limit < rows.length }
    return { status: 200, body: { results: page.rows.map(viewV3), pagination } }
  }

  function legacyList(query: URLSearchParams): FakeReply {
    if (world.now() >= LEGACY_END) return complaint(410, 'This endpoint was removed on 1 March 2027')
    const since = sinceOf(query.get('filters'))
    if (since === undefined) return complaint(400, 'filters is invalid')
    const rows = records.all('reservations').filter(({ lastUpdatedAt }) => Date.parse(textOf(lastUpdatedAt)) >= since)
    const sort = query.get('sort')
    if (sort === '-lastUpdatedAt') rows.sort((a, b) => changedAt(b) - changedAt(a))
    if (sort === 'lastUpdatedAt') rows.sort((a, b) => changedAt(a) - changedAt(b))
    const page = pageOf(rows, query)
    if (page === undefined) return complaint(400, 'limit must be at most 100')
    const results = page.rows.map((row) => viewLegacy(row, world, fieldsOf(query)))
    return { status: 200, body: { results, limit: page.limit, skip: page.skip, count: rows.length } }
  }

  function legacyOne(id: string, query: URLSearchParams): FakeReply {
    if (world.now() >= LEGACY_END) return complaint(410, 'This endpoint was removed on 1 March 2027')
    const found = records.get('reservations', id)
    return found === undefined
      ? complaint(404, 'Not found')
      : { status: 200, body: viewLegacy(found, world, fieldsOf(query)) }
  }

  function folios(ids: readonly string[]): FakeReply {
    if (ids.length === 0 || ids.length > MOST_FOLIOS) return complaint(400, 'reservationIds must have 1 to 200 ids')
    const data = ids.flatMap((reservationId) => {
      const money = records.get('reservations', reservationId)?.['money']
      return isJsonObject(money) ? [{ reservationId, currency: money['currency'], total: money['subTotalPrice'] }] : []
    })
    const notFound = ids.filter((id) => records.get('reservations', id) === undefined)
    return { status: 200, body: { data, notFound } }
  }
}

export function complaint(status: number, message: string): FakeReply {
  return { status, body: { error: { code: status, message } } }
}

function idsOf(query: URLSearchParams): string[] {
  const given = [...query.getAll('reservationIds[]'), ...query.getAll('reservationIds')]
  return given.flatMap((ids) => ids.split(',')).filter((id) => id !== '')
}

function fieldsOf(query: URLSearchParams): string[] {
  return (query.get('fields') ?? '').split(/[\s,]+/)
}

function stayOf({ stay }: JsonObject): JsonObject {
  const first: unknown = Array.isArray(stay) ? stay[0] : undefined
  return isJsonObject(first) ? first : {}
}

function changedAt({ lastUpdatedAt }: JsonObject): number {
  return Date.parse(textOf(lastUpdatedAt))
}

/** Start of the modification times that are asked for. Undefined: the filter cannot be read. */
function sinceOf(filters: string | null): number | undefined {
  if (filters === null) return 0
  try {
    const list: unknown = JSON.parse(filters)
    if (!Array.isArray(list)) return undefined
    const times = list.filter((each) => each?.field === 'lastUpdatedAt' && each?.operator === '$gte')
    return Math.max(0, ...times.map(({ value }) => Date.parse(value)))
  } catch {
    return undefined
  }
}

function pageOf(rows: readonly JsonObject[], query: URLSearchParams) {
  const [limit, skip] = [Number(query.get('limit') ?? 25), Number(query.get('skip') ?? 0)]
  if (!(limit >= 1 && limit <= LARGEST_PAGE && skip >= 0)) return undefined
  return { rows: rows.slice(skip, skip + limit), limit, skip }
}
