import { type AdapterReading, type Fields, staySpan } from '../adapter.ts'
import { compact } from '../compact.ts'
import { completeSum } from './complete-sum.ts'

/** A word that is not here is kept as the vendor's own only. */
export const GUESTY_STATUS = {
  inquiry: 'inquiry',
  reserved: 'tentative',
  awaiting_payment: 'pending',
  confirmed: 'confirmed',
  checked_in: 'checked_in',
  checked_out: 'checked_out',
  canceled: 'cancelled',
  closed: 'cancelled',
  declined: 'cancelled',
  expired: 'cancelled'
} as const

/** What the house says of the guest, with a time of its own. It overrules that the reservation is confirmed. */
const STAY_STATUS = { checked_in: 'checked_in', checked_out: 'checked_out', no_show: 'no_show' } as const

export function normalizeGuesty(kind: string, record: Fields): readonly AdapterReading[] {
  if (kind === 'reservation') return readReservation(record)
  const fields = record.in('guest')
  return [{ guest: { ...personOf(fields), externalId: fields.requiredId('_id', 'id') } }]
}

function readReservation(record: Fields): AdapterReading[] {
  const fields = record.in('reservation')
  const stays = fields.list('stay')
  const guestStay = fields.in('guestStay')
  const { status, sourceStatus } = fields.status('status', GUESTY_STATUS)
  const { status: stayed } = guestStay.status('status', STAY_STATUS)
  const guestId = fields.id('bookerId')
  const person = record.in('guest')
  const notes = fields.in('notes')
  const listing = record.in('listing')
  const movedAt = guestStay.instant('updatedAt')
  const reservation = {
    externalId: fields.requiredId('_id', 'reservationId'),
    confirmationNumber: fields.text('confirmationCode'),
    status: status === 'confirmed' ? (stayed ?? status) : status,
    sourceStatus,
    ...staySpan(stays, 'checkInDateLocalized', 'checkOutDateLocalized'),
    roomNumber: listing.text('nickname') ?? listing.text('title'),
    roomType: listing.text('roomType') ?? stays[0]?.text('unitTypeId'),
    adults: peopleOf(stays, ['numberOfAdults']) ?? guestsOf(stays),
    children: peopleOf(stays, ['numberOfChildren', 'numberOfInfants']),
    rateCode: stays[0]?.text('ratePlanId'),
    totalRate: record.in('folio').money('total', 'currency'),
    // Without notes the answer is sparse, and the reservation may have some.
    specialRequests: notes.isPresent ? (notes.texts('specialRequests', 'guest') ?? []) : undefined,
    notes: notes.isPresent ? (notes.texts('other', 'cleaning') ?? []) : undefined,
    rooms: stays.length > 1 ? stays.map(stayOf) : undefined,
    guest: guestId === undefined ? undefined : { ...(person.isPresent ? personOf(person) : {}), externalId: guestId }
  }
  const moments = {
    'reservation.created': fields.instant('createdAt'),
    'reservation.cancelled': fields.instant('canceledAt'),
    'guest.checked_in': stayed === 'checked_in' ? movedAt : undefined,
    'guest.checked_out': stayed === 'checked_out' ? movedAt : undefined
  }
  // The API has no time of the last change, so a state is as of its reading.
  return [{ reservation, moments }]
}

/** People of all stays. Undefined if one of the stays does not have their number. */
function peopleOf(stays: readonly Fields[], names: readonly string[]): number | undefined {
  const [first = ''] = names
  return completeSum(
    stays.map((stay) => {
      const people = stay.in('numberOfGuests')
      return people.count(first) == null ? undefined : names.reduce((sum, name) => sum + (people.count(name) ?? 0), 0)
    })
  )
}

function guestsOf(stays: readonly Fields[]): number | undefined {
  const counts = stays.flatMap((stay) => stay.count('guestsCount') ?? [])
  return counts.length === 0 ? undefined : counts.reduce((sum, count) => sum + count, 0)
}

function stayOf(stay: Fields) {
  const people = stay.in('numberOfGuests')
  return compact({
    externalId: stay.id('_id'),
    arrivalDate: stay.day('checkInDateLocalized'),
    departureDate: stay.day('checkOutDateLocalized'),
    adults: people.count('numberOfAdults'),
    children: people.count('numberOfChildren')
  })
}

function personOf(fields: Fields) {
  return {
    ...fields.name({ first: 'firstName', last: 'lastName', full: 'fullName' }),
    email: fields.text('email'),
    phone: fields.phone('phone'),
    language: fields.text('preferredLanguage')
  }
}
