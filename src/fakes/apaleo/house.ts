import type { World } from '../vendor.ts'

export const PROPERTY = 'MUC'

const DAY_MS = 24 * 60 * 60 * 1000

/** Without a fraction, as Apaleo writes times. */
export function instant(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`
}

/** A time of day at the house, with the offset that it has there. */
function atHouse(ms: number, time: string): string {
  return `${new Date(ms).toISOString().slice(0, 10)}T${time}+01:00`
}

export function seedHouse({ records, now }: World): void {
  records.put('properties', PROPERTY, {
    id: PROPERTY,
    code: PROPERTY,
    name: 'Example House',
    timeZone: 'Europe/Berlin',
    currencyCode: 'EUR'
  })
  for (const serial of [1, 2, 3]) {
    const id = `XPGMSXGF-${serial}`
    const created = instant(now() - 30 * DAY_MS)
    records.put('reservations', id, {
      ...reservation(id, serial, now() + (serial - 1) * DAY_MS),
      created,
      modified: created
    })
    records.put('units', `MUC-U${serial}`, {
      id: `MUC-U${serial}`,
      name: String(100 + serial),
      property: { id: PROPERTY },
      unitGroup: { id: 'MUC-DBL', code: 'DBL', name: 'Double' },
      status: { isOccupied: false, condition: 'Clean' }
    })
  }
}

function reservation(id: string, serial: number, start: number) {
  const [arrival, departure] = [atHouse(start, '15:00:00'), atHouse(start + 3 * DAY_MS, '11:00:00')]
  const unit = { id: `MUC-U${serial}`, name: String(100 + serial), unitGroupId: 'MUC-DBL' }
  return {
    id,
    bookingId: 'XPGMSXGF',
    status: 'Confirmed',
    property: { id: PROPERTY, code: PROPERTY, name: 'Example House' },
    ratePlan: { id: 'MUC-FLEX-DBL', code: 'FLEX', name: 'Flexible' },
    unitGroup: { id: 'MUC-DBL', code: 'DBL', name: 'Double', type: 'BedRoom' },
    unit,
    totalGrossAmount: { amount: 360, currency: 'EUR' },
    arrival,
    departure,
    adults: 2,
    childrenAges: [7],
    comment: 'VIP',
    guestComment: 'Late arrival',
    externalCode: `BK-7731${serial}`,
    channelCode: 'BookingCom',
    source: 'Booking.com',
    primaryGuest: {
      title: 'Ms',
      firstName: 'Ada',
      lastName: `Example ${serial}`,
      email: `ada${serial}@example.org`,
      phone: '+46700000000',
      nationalityCountryCode: 'SE',
      preferredLanguage: 'sv',
      address: { addressLine1: 'Gatan 1', postalCode: '11122', city: 'Stockholm', countryCode: 'SE' }
    },
    additionalGuests: [],
    booker: { lastName: 'Example' },
    balance: { amount: -260, currency: 'EUR' },
    allFoliosHaveInvoice: false,
    assignedUnits: [{ unit: { id: unit.id, name: unit.name }, timeRanges: [{ from: arrival, to: departure }] }]
  }
}
