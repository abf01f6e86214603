import type { JsonObject } from '../../../schemas/reading.ts'
import type { World } from '../vendor.ts'

export const ACCOUNT = '66a000000000000000000002'
export const LISTING = '66a000000000000000000007'

const DAY_MS = 24 * 60 * 60 * 1000

export function seedHouse({ records, now }: World): void {
  records.put('listings', LISTING, {
    _id: LISTING,
    title: 'Harbour Loft',
    nickname: 'HL1',
    timezone: 'Europe/Stockholm',
    roomType: 'Entire home',
    defaultCheckInTime: '16:00'
  })
  for (const serial of [1, 2, 3]) {
    const guest = guestOf(serial)
    records.put('guests', guest._id, guest)
    const created = new Date(now() - 30 * DAY_MS).toISOString()
    const record = reservation(serial, now() + serial * DAY_MS)
    records.put('reservations', record._id, {
      ...record,
      createdAt: created,
      confirmedAt: created,
      lastUpdatedAt: created
    })
  }
}

function guestOf(serial: number) {
  return {
    _id: `66a00000000000000000030${serial}`,
    fullName: `Ada Example ${serial}`,
    firstName: 'Ada',
    lastName: `Example ${serial}`,
    email: `ada${serial}@example.org`,
    phone: '+46700000000',
    preferredLanguage: 'sv'
  }
}

/** The fields of both APIs. `viewV3` and `viewLegacy` show those of one. */
function reservation(serial: number, start: number) {
  const day = (offset: number) => new Date(start + offset * DAY_MS).toISOString().slice(0, 10)
  return {
    _id: `66a00000000000000000000${serial}`,
    status: 'confirmed',
    confirmationCode: `GY-7731${serial}`,
    accountId: ACCOUNT,
    platform: 'bookingCom',
    source: 'bookingCom',
    bookerId: `66a00000000000000000030${serial}`,
    reservedAt: null,
    canceledAt: null,
    canceledBy: null,
    alteredAt: null,
    moneyId: `66a00000000000000000040${serial}`,
    stay: [
      {
        _id: `66a00000000000000000050${serial}`,
        checkInDateLocalized: day(0),
        checkOutDateLocalized: day(3),
        guestsCount: 3,
        numberOfGuests: { numberOfAdults: 2, numberOfChildren: 1, numberOfInfants: 0, numberOfPets: 0 },
        unitTypeId: '66a000000000000000000006',
        unitId: LISTING,
        ratePlanId: '66a000000000000000000008',
        eta: '16:00',
        etd: '11:00'
      }
    ],
    notes: { other: '', cleaning: '', guest: '', specialRequests: 'Late arrival' },
    channelMetadata: { externalReservationId: `BK-7731${serial}` },
    ratePlans: [],
    guestStay: { status: 'not_set', updatedAt: null },
    money: { currency: 'EUR', hostPayout: 330, subTotalPrice: 360, totalPaid: 100, balanceDue: 260 }
  }
}

/** Without a guest's name, money, and the time of the last change. */
export function viewV3({ lastUpdatedAt: _time, money: _money, ...shown }: JsonObject): JsonObject {
  return shown
}

/** https://open-api-docs.guesty.com/docs/reservation-migration. `fields`: those that are asked for. */
export function viewLegacy(record: JsonObject, { records }: World, fields: readonly string[]): JsonObject {
  const [stay = {}] = (Array.isArray(record['stay']) ? record['stay'] : []) as readonly JsonObject[]
  const { checkInDateLocalized, checkOutDateLocalized, guestsCount, unitId } = stay
  const { _id, accountId, status, confirmationCode, bookerId, money, source, createdAt, lastUpdatedAt, canceledAt } =
    record
  const all: JsonObject = {
    status,
    confirmationCode,
    checkIn: `${checkInDateLocalized}T15:00:00.000Z`,
    checkOut: `${checkOutDateLocalized}T10:00:00.000Z`,
    checkInDateLocalized,
    checkOutDateLocalized,
    guestsCount,
    numberOfGuests: stay['numberOfGuests'],
    guest: records.get('guests', String(bookerId)),
    listing: records.get('listings', String(unitId)),
    money,
    source,
    createdAt,
    lastUpdatedAt,
    canceledAt,
    notes: record['notes'],
    guestStay: record['guestStay']
  }
  const shown = Object.entries(all).filter(([name]) => fields.includes(name))
  return { _id, accountId, guestId: bookerId, listingId: unitId, ...Object.fromEntries(shown) }
}
