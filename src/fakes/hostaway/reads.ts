import type { Json, JsonObject } from '../../../schemas/reading.ts'
import { textOf } from '../json.ts'
import type { Route } from '../router.ts'
import type { FakeReply, World } from '../vendor.ts'

const LARGEST_PAGE = 500

/** https://api.hostaway.com/documentation */
export function hostawayReads({ records }: World): readonly Route[] {
  return [
    ['GET', '/v1/reservations', ({ query }) => reservations(query)],
    ['GET', '/v1/reservations/:id', ({ query }, id) => one('reservations', id, query)],
    ['GET', '/v1/listings', ({ query }) => page(records.all('listings'), query)],
    ['GET', '/v1/listings/:id', ({ query }, id) => one('listings', id, query)]
  ]

  function one(kind: string, id: string, query: URLSearchParams): FakeReply {
    const found = records.get(kind, id)
    return found === undefined ? complaint(404, 'Resource not found') : success(viewOf(found, query))
  }

  /** The newest change comes first, unless `sortOrder` is `updatedOn`. A row moves when it changes. */
  function reservations(query: URLSearchParams): FakeReply {
    const newestFirst = records.all('reservations').sort((a, b) => order(b).localeCompare(order(a)))
    return page(query.get('sortOrder') === 'updatedOn' ? newestFirst.reverse() : newestFirst, query)
  }
}

export function success(result: Json, more: JsonObject = {}): FakeReply {
  return { status: 200, body: { status: 'success', result, ...more } }
}

export function complaint(status: number, message: string): FakeReply {
  return { status, body: { status: 'fail', message } }
}

function page(rows: readonly JsonObject[], query: URLSearchParams): FakeReply {
  const limit = Number(query.get('limit') ?? 100)
  if (!(limit >= 1 && limit <= LARGEST_PAGE)) return complaint(400, 'limit is invalid')
  const after = query.get('afterId')
  const at = after === null ? -1 : rows.findIndex(({ id }) => textOf(id) === after)
  const shown = rows.slice(at + 1, at + 1 + limit).map((row) => viewOf(row, query))
  const totalPages = Math.max(1, Math.ceil(rows.length / limit))
  return success(shown, { limit, offset: 0, count: rows.length, page: 1, totalPages })
}

/** Units and no-shows are returned only on request. */
function viewOf(row: JsonObject, query: URLSearchParams): JsonObject {
  if (query.get('includeResources') === '1') return row
  const { reservationUnit: _units, bookingcomNoShowReportedAt: _noShow, ...shown } = row
  return shown
}

function order({ updatedOn, id }: JsonObject): string {
  return `${textOf(updatedOn)} ${textOf(id).padStart(12, '0')}`
}
