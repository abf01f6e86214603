import type { JsonObject } from '../../../schemas/reading.ts'
import type { World } from '../vendor.ts'

export const PROPERTY = '318000'
/** Another zone than that of the machines that tests run on. */
export const ZONE = 'America/New_York'

const DAY_MS = 24 * 60 * 60 * 1000

/** `YYYY-MM-DD HH:MM:SS` in a zone, as Cloudbeds writes times. */
export function localTime(ms: number, zone: string): string {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' }).format(ms)
}

/** Both spellings of a time: local, and in UTC. */
export function timesOf(name: string, ms: number): JsonObject {
  return { [name]: localTime(ms, ZONE), [`${name}UTC`]: localTime(ms, 'UTC') }
}

export function seedHouse({ records, now }: World): void {
  for (const serial of [1, 2, 3]) {
    const record = reservation(serial, now() + (serial - 1) * DAY_MS)
    const times = { ...timesOf('dateCreated', now() - 30 * DAY_MS), ...timesOf('dateModified', now() - DAY_MS) }
    records.put('reservations', record.reservationID, { ...record, ...times })
    records.put('rooms', `22-${serial}`, room(serial))
    records.put('notes', `n${serial}`, {
      reservationID: record.reservationID,
      reservationNoteID: `n${serial}`,
      userName: 'Desk',
      dateCreated: localTime(now() - DAY_MS, ZONE),
      dateModified: localTime(now() - DAY_MS, ZONE),
      reservationNote: 'Late arrival'
    })
  }
}

function room(serial: number) {
  return {
    roomID: `22-${serial}`,
    roomName: String(100 + serial),
    roomTypeName: 'Double',
    roomTypeNameShort: 'DBL',
    roomCondition: 'clean',
    roomOccupied: false,
    roomBlocked: false,
    vacantPickup: false,
    frontdeskStatus: 'not-used'
  }
}

function reservation(serial: number, start: number) {
  const [arrival, departure] = [localTime(start, ZONE).slice(0, 10), localTime(start + 3 * DAY_MS, ZONE).slice(0, 10)]
  const [id, guestID] = [`770011223${serial}`, `900${serial}`]
  return {
    propertyID: PROPERTY,
    reservationID: id,
    isDeleted: false,
    status: 'confirmed',
    reservationCheckIn: arrival,
    reservationCheckOut: departure,
    guestID,
    profileID: `910${serial}`,
    guestCountry: 'SE',
    sourceName: 'Booking.com',
    source: { name: 'Booking.com', paymentCollect: 'hotel', sourceID: 'ss-1', category: 'ota' },
    sourceReservationID: `BK-7731${serial}`,
    propertyCurrency: 'USD',
    total: 360,
    balance: 260,
    balanceDetailed: { subTotal: 330, additionalItems: 0, taxesFees: 30, grandTotal: 360, paid: 100 },
    estimatedArrivalTime: '16:00',
    origin: '',
    thirdPartyIdentifier: `BK-7731${serial}`,
    rooms: [
      {
        roomTypeID: '22',
        roomTypeName: 'Double',
        subReservationID: `${id}-1`,
        guestID,
        guestName: 'Ada Example',
        rateID: '55',
        rateName: 'Flexible',
        // As text, and without a room until one is assigned.
        adults: '2',
        children: '1',
        reservationRoomID: `8${serial}`,
        roomID: serial === 3 ? null : `22-${serial}`,
        roomName: serial === 3 ? null : String(100 + serial),
        roomCheckIn: arrival,
        roomCheckOut: departure,
        roomStatus: 'not_checked_in'
      }
    ],
    guestList: {
      [guestID]: {
        guestID,
        guestFirstName: 'Ada',
        guestLastName: `Example ${serial}`,
        guestEmail: `ada${serial}@example.org`,
        guestPhone: '+46700000000',
        guestCellPhone: '',
        guestCountry: 'SE',
        isMainGuest: true,
        isAnonymized: false,
        rooms: [{ subReservationID: `${id}-1`, roomID: serial === 3 ? null : `22-${serial}` }]
      }
    }
  }
}
