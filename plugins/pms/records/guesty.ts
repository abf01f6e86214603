import { isJsonObject } from '../../../schemas/json-object.ts'
import type { JsonObject } from '../../../schemas/reading.ts'
import type { ApiRequest, ReadingOfRecords, Rows } from '../../../src/contract/api-request.ts'
import type { FetchedRecord, Interval, Page, RecordKind } from '../../../src/contract/records.ts'
import type { PmsRecords } from '../adapter.ts'
import { normalizeGuesty } from './guesty-read.ts'
import { guestySubscriptions } from './guesty-subscriptions.ts'
import { oauthToken } from './oauth-token.ts'
import { queryOf } from './query.ts'
import { distinct, instantOf, latest, objectsIn, objectsOf, textOf } from './rows.ts'

/** https://open-api-docs.guesty.com/reference: ten ids. */
const BATCH = 10
const PAGE = 100
/** The older list, the only one that finds changes, ends: https://open-api-docs.guesty.com/docs/reservation-migration */
const LEGACY_END = '2027-03-01'

const KINDS: readonly RecordKind[] = [
  {
    kind: 'reservation',
    batch: BATCH,
    byIds: (ids) => [
      { name: 'reservations', method: 'GET', path: `/v1/reservations-v3?${listOf('reservationIds[]', ids)}`, ids }
    ],
    changed: (interval, { now }) => (now < LEGACY_END ? changedSince(interval, 0) : staysFrom(now, 0)),
    all: (_interval, { now }) => [staysFrom(now, 0)],
    hasWebhooks: true
  },
  {
    kind: 'guest',
    batch: 1,
    byIds: (ids) => ids.map(guestOf)
  }
]

/** Guesty's Open API: https://open-api-docs.guesty.com */
export const guestyRecords: PmsRecords = {
  hosts: { api: 'https://open-api.guesty.com' },
  credential: {
    type: 'issued',
    settings: ['GUESTY_CLIENT_ID', 'GUESTY_CLIENT_SECRET'],
    // Five tokens a day, each of which is good for a day.
    renewSeconds: 600,
    request: ({ GUESTY_CLIENT_ID: client_id = '', GUESTY_CLIENT_SECRET: client_secret = '' }) => ({
      name: 'token',
      method: 'POST',
      path: '/oauth2/token',
      form: { grant_type: 'client_credentials', scope: 'open-api', client_id, client_secret }
    }),
    read: (body) => oauthToken(body, 86_400)
  },
  // 15 a second, 120 a minute, and 5000 an hour: 5 + 10, 30 + 60 * 1.3 = 108, and 30 + 3600 * 1.3 = 4710.
  budget: [
    { capacity: 5, perSecond: 10 },
    { capacity: 30, perSecond: 1.3 }
  ],
  concurrency: 4,
  overlapSeconds: 300,
  lagSeconds: 300,
  lookups: [{ name: 'listings', hours: 6, request: () => listings(0) }],
  kinds: KINDS,
  read: readPage,
  assemble,
  normalize: normalizeGuesty,
  meaningOf: ({ status }) => (status === 410 ? { as: 'broken', reason: 'HTTP 410' } : undefined),
  subscriptions: guestySubscriptions
}

function listOf(name: string, ids: readonly string[]): string {
  return ids.map((id) => `${name}=${encodeURIComponent(id)}`).join('&')
}

function listings(skip: number): ApiRequest {
  return { name: 'listings', method: 'GET', path: `/v1/listings${queryOf({ limit: PAGE, skip })}`, note: { skip } }
}

/** An index of what changed. The older list has other fields than the API that reads single reservations. */
function changedSince({ from }: Pick<Interval, 'from'>, skip: number): ApiRequest {
  const filters = JSON.stringify([{ field: 'lastUpdatedAt', operator: '$gte', value: from }])
  const query = queryOf({ filters, fields: '_id lastUpdatedAt', sort: '-lastUpdatedAt', limit: PAGE, skip })
  return { name: 'changed', method: 'GET', path: `/v1/reservations${query}`, note: { from, skip } }
}

/** Reservations that end today or later. */
function staysFrom(now: string, skip: number): ApiRequest {
  const query = queryOf({ 'filter[checkOut][gte]': now.slice(0, 10), sort: '_id', limit: PAGE, skip })
  return { name: 'reservations', method: 'GET', path: `/v1/reservations-v3/search${query}`, note: { now, skip } }
}

/** A listing that is newer than the list. */
function listingOf(id: string): ApiRequest {
  return { name: 'unlisted', method: 'GET', path: `/v1/listings/${encodeURIComponent(id)}`, ids: [id] }
}

function guestOf(id: string): ApiRequest {
  return { name: 'guests', method: 'GET', path: `/v1/guests-crud/${encodeURIComponent(id)}`, ids: [id] }
}

function readPage(request: ApiRequest, body: unknown, { lookups }: ReadingOfRecords): Page | undefined {
  if (body === undefined) return { rows: [] }
  const skip = Number(request.note?.['skip'] ?? 0)
  switch (request.name) {
    case 'listings':
      return pageOf(objectsIn(body, 'results'), () => listings(skip + PAGE))
    case 'changed':
      return changedOf(request, objectsIn(body, 'results'), skip)
    case 'guests':
      return isJsonObject(body) ? { rows: [body] } : undefined
    case 'folios': {
      const rows = objectsIn(body, 'data') ?? objectsIn(body, 'results') ?? objectsOf(body)
      return { rows: rows ?? [] }
    }
    case 'unlisted':
      return isJsonObject(body) ? { rows: [body] } : undefined
    case 'reservations':
      return reservationsOf(request, body, { skip, listings: lookups['listings'] ?? [] })
    default:
      return undefined
  }
}

function pageOf(rows: JsonObject[] | undefined, next: () => ApiRequest): Page | undefined {
  if (rows === undefined) return undefined
  return rows.length < PAGE ? { rows } : { rows, next: next() }
}

function changedOf({ note }: ApiRequest, rows: JsonObject[] | undefined, skip: number): Page | undefined {
  const page = pageOf(rows, () => changedSince({ from: textOf(note?.['from']) ?? '' }, skip + PAGE))
  const wanted = rows?.flatMap((row) => {
    const id = textOf(row['_id'])
    const modified = instantOf(row['lastUpdatedAt'])
    return id === undefined ? [] : [{ kind: 'reservation', id, ...(modified === undefined ? {} : { modified }) }]
  })
  return page && { ...page, rows: [], wanted: wanted ?? [] }
}

/** A list, one object alone, or a page of a search, with the guests and the prices. */
function reservationsOf(
  { note }: ApiRequest,
  body: unknown,
  { skip, listings }: { skip: number; listings: readonly JsonObject[] }
): Page | undefined {
  const isSearch = note !== undefined
  const alone = isJsonObject(body) && idOf(body) !== undefined ? [body] : undefined
  const rows = isSearch ? objectsIn(body, 'results') : (objectsOf(body) ?? alone ?? objectsIn(body, 'results'))
  if (rows === undefined) return undefined
  const guests = distinct(rows.map(({ bookerId }) => textOf(bookerId)))
  const ids = distinct(rows.map(idOf))
  const folios: ApiRequest = {
    name: 'folios',
    method: 'GET',
    path: `/v1/guest-folio/overview${queryOf({ reservationIds: ids.join(',') })}`
  }
  const listed = new Set(listings.map(idOf))
  const unlisted = distinct(rows.map(unitOf)).filter((id) => !listed.has(id))
  const more = [...guests.map(guestOf), ...unlisted.map(listingOf), ...(ids.length === 0 ? [] : [folios])]
  const hasMore =
    isSearch && rows.length > 0 && (Object(Object(body)['pagination'])['hasMore'] === true || rows.length >= PAGE)
  return { rows, more, ...(hasMore && { next: staysFrom(textOf(note['now']) ?? '', skip + PAGE) }) }
}

/** The listing of a reservation. */
function unitOf({ stay }: JsonObject): string | undefined {
  return textOf((objectsOf(stay) ?? [])[0]?.['unitId'])
}

function idOf(row: JsonObject): string | undefined {
  return textOf(row['_id']) ?? textOf(row['reservationId'])
}

function assemble(kind: string, rows: Rows, { lookups }: ReadingOfRecords): readonly FetchedRecord[] {
  const byId = (name: readonly JsonObject[] = []) => new Map(name.map((row) => [idOf(row), row]))
  if (kind === 'guest') {
    return (rows['guests'] ?? []).flatMap((guest) => {
      const id = idOf(guest)
      return id === undefined ? [] : [{ kind, id, record: { guest } }]
    })
  }
  const [guests, listed] = [byId(rows['guests']), byId([...(lookups['listings'] ?? []), ...(rows['unlisted'] ?? [])])]
  const folios = new Map((rows['folios'] ?? []).map((row) => [textOf(row['reservationId']), row]))
  return (rows['reservations'] ?? []).flatMap((reservation) => {
    const id = idOf(reservation)
    if (id === undefined) return []
    const { bookerId, alteredAt, canceledAt, guestStay, createdAt, accountId } = reservation
    const listing = listed.get(unitOf(reservation))
    const record = {
      reservation,
      guest: guests.get(textOf(bookerId)),
      folio: folios.get(id),
      listing: listing && { nickname: listing['nickname'], title: listing['title'], roomType: listing['roomType'] }
    }
    const times = [alteredAt, canceledAt, isJsonObject(guestStay) ? guestStay['updatedAt'] : undefined]
    const [modified, created] = [latest(times.map(instantOf)), instantOf(createdAt)]
    return [{ kind, id, modified, created, property: textOf(accountId), record }]
  })
}
