import { Type } from '@sinclair/typebox'
import type { JsonObject } from '../../../schemas/reading.ts'
import { secretHeader, urlToken } from '../../../src/contract/verifiers.ts'
import { type AdapterReading, currencyOption, defineAdapter, type Fields } from '../adapter.ts'

// https://wiki.beds24.com/index.php/Category:API_V2. `black` is a blocked date.
const STATUS = {
  confirmed: 'confirmed',
  new: 'confirmed',
  request: 'pending',
  inquiry: 'inquiry',
  cancelled: 'cancelled'
} as const

/**
 * Beds24's booking webhook, version 2. It signs nothing, and sends a header of the operator's choice or a token in the URL. Each delivery
 * has the booking and its latest messages, so the same message comes again with the next change. Prices have no currency: set
 * BEDS24_CURRENCY. Assumed: the times are in UTC.
 */
export default defineAdapter({
  name: 'beds24',
  title: 'Beds24',
  docs: 'https://wiki.beds24.com/index.php/Webhooks',
  evidence: 'documented',
  verify: [urlToken(), secretHeader('x-beds24-secret')],
  payload: Type.Union([
    Type.Object({ booking: Type.Object({}) }),
    // Messages can come without a booking.
    Type.Object({ messages: Type.Array(Type.Unknown()) })
  ]),
  options: { currency: currencyOption() },
  ids: 'global',
  property: (_payload, { fields }) => fields.in('booking').id('propertyId'),
  normalize(_payload, { fields, options }) {
    const booking = fields.in('booking')
    const messages = fields.list('messages').flatMap((message) => readMessage(message, booking.id('id')))
    if (!booking.isPresent || booking.text('status') === 'black') return messages
    // What is only about this delivery is different each time.
    return [
      readBooking(booking, fields.rest('timeStamp', 'retries', 'booking', 'messages'), options.currency),
      ...messages
    ]
  }
})

/** `beside`: what is beside the booking, like its invoice and its info items. */
function readBooking(booking: Fields, beside: JsonObject | undefined, currency: string | undefined): AdapterReading {
  const time = booking.instant('modifiedTime', 'UTC')
  const reservation = {
    externalId: booking.id('id'),
    confirmationNumber: booking.text('apiReference'),
    ...booking.status('status', STATUS),
    arrivalDate: booking.day('arrival'),
    departureDate: booking.day('departure'),
    adults: booking.count('numAdult'),
    children: booking.count('numChild'),
    totalRate: currency === undefined ? undefined : booking.money('price', { code: currency }),
    notes: booking.texts('notes'),
    specialRequests: booking.texts('comments'),
    guest: booking.person({
      first: 'firstName',
      last: 'lastName',
      email: 'email',
      phone: 'phone',
      language: 'lang'
    }),
    extra: { ...beside, ...booking.rest('id') }
  }
  return { reservation, time, timebasis: 'modified' }
}

/** Notes of the staff and of the system are no messages. */
function readMessage(message: Fields, reservationId: string | undefined): AdapterReading[] {
  const isFrom = message.known('source', {
    guest: 'inbound',
    host: 'outbound',
    internalNote: null,
    system: null
  } as const)
  if (isFrom === null) return []
  // An unknown sender may be a guest, who must not be hidden.
  const direction = isFrom ?? 'inbound'
  const about = message.message(direction, { id: 'id', text: 'message' })
  const booking = message.id('bookingId') ?? reservationId
  const vendor = { payload: message.json }
  return [{ key: [], time: message.instant('time', 'UTC'), message: { ...about, reservationId: booking }, vendor }]
}
