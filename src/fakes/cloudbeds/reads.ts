import { isJsonObject } from '../../../schemas/json-object.ts'
import type { JsonObject } from '../../../schemas/reading.ts'
import { textOf } from '../json.ts'
import type { FakeReply, FakeRequest, World } from '../vendor.ts'
import { PROPERTY, ZONE } from './house.ts'

const TIME = /^\d{4}-\d{2}-\d{2}( \d{2}:\d{2}:\d{2})?$/
const LARGEST_PAGE = 100

export type Read = (query: URLSearchParams, world: World) => FakeReply

/** https://developers.cloudbeds.com/reference */
export const READS: Readonly<Record<string, Read>> = {
  getReservationsWithRateDetails: (query, world) => reservations(query, world, { withRates: true }),
  getReservations: (query, world) => reservations(query, world, { withRates: false }),
  getReservation(query, { records }) {
    const found = records.get('reservations', query.get('reservationID') ?? '')
    return found === undefined ? refuse('Reservation not found') : accept({ data: found })
  },
  getReservationNotes(query, { records }) {
    const id = query.get('reservationID')
    if (!id) return refuse('Parameter reservationID is required')
    return accept({ data: records.all('notes').filter(({ reservationID }) => reservationID === id) })
  },
  getGuest(query, { records }) {
    const guest = guestsOf(records.all('reservations')).find(({ guestID }) => guestID === query.get('guestID'))
    return guest === undefined ? refuse('Guest not found') : accept({ data: shortNames(guest) })
  },
  getGuestList: (query, { records }) => paged(guestsOf(records.all('reservations')), query, LARGEST_PAGE),
  getGuestsModified: (query, { records }) => paged(guestsOf(records.all('reservations')), query, LARGEST_PAGE),
  getRooms(query, { records }) {
    const rows = records.all('rooms').map(({ roomID, roomName, roomTypeName, roomTypeNameShort, roomBlocked }) => {
      return { roomID, roomName, roomTypeName, roomTypeNameShort, roomBlocked }
    })
    const page = pageOf(rows, query, 20, LARGEST_PAGE)
    if (page === undefined) return refuse('Invalid page size')
    return accept({ data: [{ propertyID: PROPERTY, rooms: page }], count: page.length, total: rows.length })
  },
  getHousekeepingStatus(query, { records }) {
    const page = pageOf(records.all('rooms'), query, 100, 5000)
    if (page === undefined) return refuse('Invalid page size')
    return accept({ data: page, count: page.length, total: records.all('rooms').length })
  },
  getHotels: () =>
    accept({
      data: [
        {
          propertyID: PROPERTY,
          propertyName: 'Example House',
          propertyTimezone: ZONE,
          propertyCurrency: { currencyCode: 'USD' }
        }
      ],
      count: 1,
      total: 1
    }),
  getHotelDetails: () =>
    accept({ data: { propertyID: PROPERTY, propertyName: 'Example House', propertyCurrency: { currencyCode: 'USD' } } })
}

export function accept(body: JsonObject): FakeReply {
  return { status: 200, body: { success: true, ...body } }
}

/** A failure has the status 200. */
export function refuse(message: string): FakeReply {
  return { status: 200, body: { success: false, message } }
}

export function parametersOf({ method, query, body }: FakeRequest): URLSearchParams {
  return method === 'GET' || method === 'DELETE' ? query : new URLSearchParams(body)
}

function reservations(query: URLSearchParams, { records }: World, { withRates }: { withRates: boolean }): FakeReply {
  const [from, to] = [query.get('modifiedFrom'), query.get('modifiedTo')]
  if ([from, to].some((time) => time !== null && !TIME.test(time))) return refuse('Invalid date format')
  const ids = query.get('reservationID')?.split(',')
  const excluded = query.get('excludeStatuses')?.split(',') ?? []
  const rows = records
    .all('reservations')
    .filter(({ isDeleted }) => isDeleted !== true || query.get('includeDeleted') === 'true')
    .filter(({ reservationID }) => ids === undefined || ids.includes(textOf(reservationID)))
    .filter(({ status }) => !excluded.includes(textOf(status)))
    // The filter is in the time of the house.
    .filter(({ dateModified }) => from === null || textOf(dateModified) >= from)
    .filter(({ dateModified }) => to === null || textOf(dateModified) <= to)
  if (query.get('sortByRecent') === 'true') {
    rows.sort((a, b) => textOf(b['dateModified']).localeCompare(textOf(a['dateModified'])))
  }
  const shown = rows.map((row) => viewOf(row, withRates, query.get('includeGuestsDetails') === 'true'))
  return paged(shown, query, LARGEST_PAGE)
}

function viewOf(row: JsonObject, withRates: boolean, withGuests: boolean): JsonObject {
  const { guestList, total, balanceDetailed, rooms, ...others } = row
  const { dateCreatedUTC: _created, dateModifiedUTC: _modified, dateCancelledUTC: _cancelled, ...plain } = others
  const shown = withRates ? { ...others, total, balanceDetailed, rooms } : plain
  return withGuests ? { ...shown, guestList } : shown
}

/** A guest alone has shorter names than one in a reservation. */
function shortNames({
  guestFirstName,
  guestLastName,
  guestEmail,
  guestPhone,
  guestCellPhone,
  isAnonymized
}: JsonObject) {
  const names = { firstName: guestFirstName, lastName: guestLastName, email: guestEmail }
  return { ...names, phone: guestPhone, cellPhone: guestCellPhone, isAnonymized }
}

function guestsOf(rows: readonly JsonObject[]): JsonObject[] {
  return rows.flatMap(({ guestList }) => (isJsonObject(guestList) ? Object.values(guestList).filter(isJsonObject) : []))
}

function paged(rows: readonly JsonObject[], query: URLSearchParams, most: number): FakeReply {
  const page = pageOf(rows, query, most, most)
  if (page === undefined) return refuse('Invalid page size')
  return accept({ data: page, count: page.length, total: rows.length })
}

/** Undefined: the page is larger than the call allows. */
function pageOf(rows: readonly JsonObject[], query: URLSearchParams, usual: number, most: number) {
  const size = Number(query.get('pageSize') ?? usual)
  const number = Number(query.get('pageNumber') ?? 1)
  if (!(size >= 1 && size <= most && number >= 1)) return undefined
  return rows.slice((number - 1) * size, number * size)
}
