import type { AdapterReading, Fields } from '../adapter.ts'
import { compact } from '../compact.ts'

const STATUS = {
  Confirmed: 'confirmed',
  InHouse: 'checked_in',
  CheckedOut: 'checked_out',
  Canceled: 'cancelled',
  NoShow: 'no_show'
} as const

/** Whether Clean means inspected depends on the house, so it is not more than clean. */
const CONDITION = { Dirty: 'dirty', CleanToBeInspected: 'clean', Clean: 'clean' } as const
const SERVICE = { OutOfService: 'out_of_service', OutOfOrder: 'out_of_order', OutOfInventory: 'out_of_order' } as const

export function normalizeApaleo(kind: string, record: Fields): readonly AdapterReading[] {
  return kind === 'reservation' ? readReservation(record.in('reservation')) : [readUnit(record.in('unit'))]
}

function readReservation(fields: Fields): AdapterReading[] {
  const externalId = fields.requiredId('id')
  const time = fields.instant('modified')
  const unit = fields.in('unit')
  const units = fields.list('assignedUnits')
  const total = fields.in('totalGrossAmount')
  const ages = fields.value('childrenAges')
  const reservation = {
    externalId,
    confirmationNumber: fields.text('externalCode') ?? externalId,
    ...fields.status('status', STATUS),
    arrivalDate: fields.day('arrival'),
    departureDate: fields.day('departure'),
    roomNumber: unit.isPresent ? unit.text('name') : (units.at(-1)?.in('unit').text('name') ?? null),
    roomType: fields.in('unitGroup').text('name'),
    adults: fields.count('adults'),
    children: Array.isArray(ages) ? ages.length : undefined,
    rateCode: fields.in('ratePlan').text('code'),
    totalRate: total.money('amount', 'currency'),
    // A full record without a comment has none.
    specialRequests: fields.texts('guestComment') ?? [],
    notes: fields.texts('comment') ?? [],
    updatedAt: time,
    rooms: units.length > 1 ? units.map(stayOf) : undefined,
    guest: externalId === undefined ? undefined : personOf(fields, externalId),
    extra: { channelCode: fields.text('channelCode'), source: fields.text('source'), bookingId: fields.id('bookingId') }
  }
  const moments = {
    'reservation.created': fields.instant('created'),
    'reservation.cancelled': fields.instant('cancellationTime'),
    'guest.checked_in': fields.instant('checkInTime'),
    'guest.checked_out': fields.instant('checkOutTime')
  }
  return [{ reservation, time, timebasis: 'modified', moments }]
}

/** Apaleo's guests have no ids. */
function personOf(fields: Fields, reservation: string) {
  const primary = fields.in('primaryGuest')
  const person = primary.isPresent ? primary : fields.in('booker')
  if (!person.isPresent) return undefined
  const nationality = person.text('nationalityCountryCode')
  return {
    externalId: `${reservation}/primary`,
    firstName: person.text('firstName'),
    lastName: person.text('lastName'),
    email: person.text('email'),
    phone: person.phone('phone'),
    language: person.language('preferredLanguage'),
    nationality: nationality == null || /^[A-Za-z]{2}$/.test(nationality) ? nationality : undefined
  }
}

function stayOf(assigned: Fields) {
  const ranges = assigned.list('timeRanges')
  return compact({
    externalId: assigned.in('unit').id('id'),
    roomNumber: assigned.in('unit').text('name'),
    arrivalDate: ranges[0]?.day('from'),
    departureDate: ranges.at(-1)?.day('to')
  })
}

function readUnit(fields: Fields): AdapterReading {
  const state = fields.in('status')
  const { status: housekeeping, sourceStatus } = state.status('condition', CONDITION)
  const { status: service } = state.in('maintenance').status('type', SERVICE)
  const isOccupied = state.value('isOccupied')
  return {
    room: {
      externalId: fields.requiredId('id'),
      number: fields.text('name'),
      type: fields.in('unitGroup').text('name'),
      housekeeping,
      occupancy: isOccupied === undefined ? undefined : state.flag('isOccupied') ? 'occupied' : 'vacant',
      service: service ?? (state.isPresent ? ('in_service' as const) : undefined),
      status: service ?? housekeeping,
      sourceStatus
    }
  }
}
