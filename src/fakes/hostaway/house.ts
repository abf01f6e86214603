import type { World } from '../vendor.ts'

export const ACCOUNT = '48001'
export const LISTING = 40160

const DAY_MS = 24 * 60 * 60 * 1000

/** `YYYY-MM-DD HH:MM:SS` in UTC, without a mark. */
export function written(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace('T', ' ')
}

export function seedHouse({ records, now }: World): void {
  records.put('listings', String(LISTING), {
    id: LISTING,
    name: 'Harbour Loft',
    internalListingName: 'HL1',
    timeZoneName: 'Europe/Stockholm',
    currencyCode: 'EUR'
  })
  for (const serial of [1, 2, 3]) {
    const created = written(now() - 30 * DAY_MS)
    const times = { insertedOn: created, updatedOn: created, latestActivityOn: created }
    records.put('reservations', String(12 + serial), { ...reservation(serial, now() + serial * DAY_MS), ...times })
  }
}

function reservation(serial: number, start: number) {
  const day = (offset: number) => new Date(start + offset * DAY_MS).toISOString().slice(0, 10)
  // The third has no dates yet: Hostaway fills in those of yesterday.
  const isUndated = serial === 3
  const yesterday = new Date(start - (serial + 1) * DAY_MS).toISOString().slice(0, 10)
  return {
    id: 12 + serial,
    listingMapId: LISTING,
    channelId: 2005,
    channelName: 'bookingcom',
    reservationId: `${LISTING}-BK7731${serial}`,
    channelReservationId: `BK7731${serial}`,
    confirmationCode: null,
    reservationDate: written(start - 30 * DAY_MS),
    guestName: 'Ada Example',
    guestFirstName: 'Ada',
    guestLastName: 'Example',
    guestEmail: `ada${serial}@example.org`,
    guestCountry: 'SE',
    phone: '+46700000000',
    guestLocale: 'sv',
    numberOfGuests: 3,
    adults: 2,
    children: serial === 1 ? 1 : null,
    infants: null,
    pets: null,
    arrivalDate: isUndated ? yesterday : day(0),
    departureDate: isUndated ? yesterday : day(3),
    isDatesUnspecified: isUndated ? 1 : 0,
    checkInTime: 16,
    checkOutTime: null,
    nights: 3,
    totalPrice: 360.5,
    currency: 'EUR',
    status: isUndated ? 'inquiry' : 'modified',
    cancellationDate: null,
    hostNote: null,
    guestNote: 'Late arrival',
    comment: null,
    bookingcomSpecialRequests: { remarks: 'High floor' },
    reservationUnit: [],
    bookingcomNoShowReportedAt: null
  }
}
