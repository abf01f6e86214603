import type { AdapterReading, Fields } from '../adapter.ts'
import { compact } from '../compact.ts'

// https://api.hostaway.com/documentation. There is no word for a check-in.
export const HOSTAWAY_STATUS = {
  new: 'confirmed',
  modified: 'confirmed',
  ownerStay: 'confirmed',
  cancelled: 'cancelled',
  declined: 'cancelled',
  expired: 'cancelled',
  pending: 'pending',
  awaitingPayment: 'pending',
  unconfirmed: 'pending',
  awaitingGuestVerification: 'pending',
  inquiry: 'inquiry',
  inquiryPreapproved: 'inquiry',
  inquiryDenied: 'inquiry',
  inquiryTimedout: 'inquiry',
  inquiryNotPossible: 'inquiry',
  unknown: 'inquiry'
} as const

/**
 * A record has the same fields as a webhook, and more: what both tell is read as the adapter reads it, so that a record that
 * a webhook has reported is no news.
 */
export function normalizeHostaway(_kind: string, record: Fields): readonly AdapterReading[] {
  const fields = record.in('reservation')
  const { status, sourceStatus } = fields.status('status', HOSTAWAY_STATUS)
  const isNoShow = fields.text('bookingcomNoShowReportedAt') != null
  const hasDates = !fields.flag('isDatesUnspecified')
  const units = fields.list('reservationUnit')
  const reservation = {
    externalId: fields.requiredId('id', 'hostawayReservationId'),
    confirmationNumber: fields.text('confirmationCode'),
    guest: {
      ...fields.name({ first: 'guestFirstName', last: 'guestLastName', full: 'guestName' }),
      email: fields.text('guestEmail'),
      phone: fields.phone('phone'),
      language: fields.text('guestLocale')
    },
    // Hostaway fills in yesterday where a channel gives no dates.
    ...(hasDates ? { arrivalDate: fields.day('arrivalDate'), departureDate: fields.day('departureDate') } : {}),
    status: isNoShow && status !== 'cancelled' ? 'no_show' : status,
    sourceStatus,
    roomNumber: record.text('roomNumber') ?? undefined,
    adults: fields.count('adults'),
    children: fields.count('children'),
    totalRate: fields.money('totalPrice', 'currency'),
    specialRequests: fields.texts('guestNote'),
    notes: fields.texts('hostNote', 'comment'),
    rooms: units.length > 0 ? units.map(stayOf) : undefined
  }
  const moments = {
    'reservation.created': fields.instant('insertedOn', 'UTC'),
    'reservation.cancelled': fields.instant('cancellationDate', 'UTC')
  }
  // The order is as in a webhook, so that both are put in one order.
  const time = fields.instant('updatedOn', 'UTC')
  return [{ reservation, order: fields.order('updatedOn'), time, timebasis: 'modified', moments }]
}

function stayOf(unit: Fields) {
  return compact({
    externalId: unit.id('id'),
    roomNumber: unit.text('listingUnitId'),
    adults: unit.count('adults'),
    children: unit.count('children')
  })
}
