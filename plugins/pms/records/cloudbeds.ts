import { isJsonObject } from '../../../schemas/json-object.ts'
import type { JsonObject } from '../../../schemas/reading.ts'
import type { ApiRequest, ReadingOfRecords, Rows } from '../../../src/contract/api-request.ts'
import type { FetchedRecord, Page, RecordKind } from '../../../src/contract/records.ts'
import type { Answer, Meaning } from '../../../src/contract/usual-meaning.ts'
import type { PmsRecords } from '../adapter.ts'
import { normalizeCloudbeds } from './cloudbeds-read.ts'
import { cloudbedsSubscriptions } from './cloudbeds-subscriptions.ts'
import { queryOf } from './query.ts'
import { grouped, instantOf, objectsIn, textOf } from './rows.ts'

const PAGE = 100
/** Ids of one call, because of the length of its URL. */
const BATCH = 50
/** Notes cost one call for each reservation, so they are read only of a few. */
const MOST_WITH_NOTES = 20
const HOUR = 3600

const KINDS: readonly RecordKind[] = [
  {
    kind: 'reservation',
    batch: BATCH,
    byIds: (ids) => [{ ...reservations({ reservationID: ids.join(',') }, 1), ids }],
    // The zone of the filter is not documented, so its end is left out, and the overlap is longer than a day.
    changed: ({ from }) => reservations({ modifiedFrom: from.slice(0, 19).replace('T', ' ') }, 1),
    hasWebhooks: true
  },
  {
    kind: 'guest',
    batch: 1,
    byIds: (ids) => ids.map((id) => ({ ...get('guests', 'getGuest', { guestID: id }), ids: [id] }))
  },
  {
    kind: 'room',
    batch: PAGE,
    // The call has no filter for rooms.
    byIds: (ids) => [{ ...rooms(1), note: { page: 1, wanted: ids } }],
    changed: () => rooms(1),
    pace: 'slow'
  }
]

/** Cloudbeds' PMS API v1.3: https://developers.cloudbeds.com/reference */
export const cloudbedsRecords: PmsRecords = {
  hosts: { api: 'https://api.cloudbeds.com' },
  credential: {
    type: 'static',
    settings: ['CLOUDBEDS_API_KEY'],
    authorize: (request, { CLOUDBEDS_API_KEY: key = '' }) => ({
      ...request,
      headers: { ...request.headers, 'x-api-key': key }
    })
  },
  // Five a second. Too many can cost the credentials, so Bellhook stays well below. `bellhook connect` makes calls, too.
  budget: [{ capacity: 1, perSecond: 2.5 }],
  overlapSeconds: 26 * HOUR,
  lagSeconds: 600,
  lookups: [{ name: 'hotels', hours: 6, request: () => get('hotels', 'getHotels', {}) }],
  kinds: KINDS,
  read: readPage,
  assemble,
  normalize: normalizeCloudbeds,
  meaningOf,
  subscriptions: cloudbedsSubscriptions
}

function get(name: string, method: string, parameters: Readonly<Record<string, string | number>>): ApiRequest {
  return { name, method: 'GET', path: `/api/v1.3/${method}${queryOf(parameters)}` }
}

/** Newest first: a record that changes meanwhile is seen twice, and none is left out. */
function reservations(filter: Readonly<Record<string, string>>, page: number): ApiRequest {
  const shown = { includeDeleted: 'true', includeGuestsDetails: 'true', sortByRecent: 'true' }
  const parameters = { ...filter, ...shown, pageNumber: page, pageSize: PAGE }
  return { ...get('reservations', 'getReservationsWithRateDetails', parameters), note: { page, filter } }
}

function rooms(page: number): ApiRequest {
  return { ...get('rooms', 'getHousekeepingStatus', { pageNumber: page, pageSize: 5000 }), note: { page } }
}

function readPage(request: ApiRequest, body: unknown): Page | undefined {
  if (!isJsonObject(body) || body['success'] === false) return undefined
  const { name } = request
  const page = Number(request.note?.['page'] ?? 1)
  if (name === 'guests') {
    return isJsonObject(body['data']) ? { rows: [{ guestID: request.ids?.[0], ...body['data'] }] } : undefined
  }
  if (name === 'notes') {
    const notes = objectsIn(body, 'data')
    return notes && { rows: [{ reservationID: textOf(request.note?.['reservationID']), notes }] }
  }
  const rows = objectsIn(body, 'data')
  if (rows === undefined) return undefined
  if (name === 'rooms') return roomsOf(request, rows)
  if (name !== 'reservations') return { rows }
  const next = rows.length < PAGE ? undefined : reservations(Object(request.note?.['filter']), page + 1)
  const ids = (request.ids ?? []).length <= MOST_WITH_NOTES ? request.ids : undefined
  const found = rows.flatMap(({ reservationID }) => textOf(reservationID) ?? [])
  const more = ids === undefined ? [] : found.map(notesOf)
  return { rows, more, ...(next && { next }) }
}

function notesOf(reservationID: string): ApiRequest {
  return { ...get('notes', 'getReservationNotes', { reservationID }), note: { reservationID } }
}

function roomsOf(request: ApiRequest, rows: readonly JsonObject[]): Page {
  const wanted = request.note?.['wanted']
  if (!Array.isArray(wanted)) return { rows }
  const ids: ReadonlySet<unknown> = new Set(wanted)
  return { rows: rows.filter(({ roomID }) => ids.has(textOf(roomID))) }
}

function assemble(kind: string, rows: Rows, { lookups }: ReadingOfRecords): readonly FetchedRecord[] {
  const hotels = lookups['hotels'] ?? []
  const property = hotels.length === 1 ? textOf(hotels[0]?.['propertyID']) : undefined
  switch (kind) {
    case 'reservation':
      return reservationsOf(rows)
    case 'guest':
      return (rows['guests'] ?? []).map((guest) => ({
        kind,
        id: textOf(guest['guestID']) ?? '',
        property,
        record: { guest }
      }))
    case 'room':
      return (rows['rooms'] ?? []).flatMap((room) => {
        const id = textOf(room['roomID'])
        return id === undefined
          ? []
          : [{ kind, id, property: textOf(room['propertyID']) ?? property, record: { room } }]
      })
    default:
      return []
  }
}

function reservationsOf(rows: Rows): FetchedRecord[] {
  const notes = grouped(rows['notes'] ?? [], 'reservationID')
  return (rows['reservations'] ?? []).flatMap((reservation) => {
    const { reservationID, dateModifiedUTC, dateCreatedUTC, propertyID } = reservation
    const id = textOf(reservationID)
    if (id === undefined) return []
    const known = notes.get(id)?.[0]
    const record = { reservation, ...(known && { notes: known['notes'] }) }
    const [modified, created] = [instantOf(dateModifiedUTC), instantOf(dateCreatedUTC)]
    return [{ kind: 'reservation', id, modified, created, property: textOf(propertyID), record }]
  })
}

const REFUSED = /not active|scope|not granted|permission|token|api key/i

/** A failure has the status 200, and a text. https://developers.cloudbeds.com/docs/faq */
function meaningOf({ status, body }: Answer): Meaning | undefined {
  if (status === 401) return { as: 'refused', reason: 'Cloudbeds refuses the API key' }
  // Neither the form of an excess nor a time to wait is documented.
  if (status === 429 || status >= 500) return { as: 'slower', seconds: 30, reason: `HTTP ${status}` }
  if (status === 403 && body === undefined) return { as: 'slower', seconds: 30, reason: 'HTTP 403 with a page' }
  if (status === 404) return { as: 'broken', reason: 'HTTP 404' }
  if (!isJsonObject(body) || body['success'] !== false) return undefined
  const text = textOf(body['message']) ?? ''
  if (REFUSED.test(text)) return { as: 'refused', reason: 'Cloudbeds refuses the API key, or a scope is missing' }
  return /not found/i.test(text) ? { as: 'absent' } : { as: 'halve', reason: 'Cloudbeds says success: false' }
}
