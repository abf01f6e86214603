import { Type } from '@sinclair/typebox'
import { hmac } from '../../../src/contract/verifiers.ts'
import { type AdapterReading, defineAdapter, type Fields } from '../adapter.ts'

// https://docs.lodgify.com/docs/webhooks
const EVENTS: Readonly<Record<string, Read | null>> = {
  rate_change: null,
  availability_change: null,
  booking_new_any_status: readBooking,
  booking_new_status_booked: readBooking,
  booking_change: readBooking,
  booking_status_change_booked: readBooking,
  booking_status_change_tentative: readBooking,
  booking_status_change_open: readBooking,
  booking_status_change_declined: readBooking,
  guest_message_received: readMessage
}

const STATUS = { Open: 'inquiry', Tentative: 'tentative', Booked: 'confirmed', Declined: 'cancelled' } as const

/**
 * Lodgify signs with a secret of each subscription, and sends the booking as it is now, in a list. It sends no time of the change and no
 * id of the delivery, so of two deliveries the later one counts.
 */
export default defineAdapter({
  name: 'lodgify',
  title: 'Lodgify',
  docs: 'https://docs.lodgify.com/docs/webhooks',
  evidence: 'documented',
  verify: hmac({ header: 'ms-signature', prefix: 'sha256=' }),
  // A list of events. Assumed: an event that is not in a list is read as well.
  payload: Type.Union([Type.Array(Type.Unknown()), Type.Object({})]),
  ids: 'global',
  normalize: (_payload, { fields }) => fields.list().flatMap(readItem)
})

type Read = (item: Fields) => AdapterReading[]

function readItem(item: Fields): AdapterReading[] {
  const read = item.known(
    'action',
    EVENTS,
    () => readerFor(item),
    () => messageReader(item)
  )
  return read?.(item) ?? []
}

/** What an item is about whose event has no name. */
function readerFor(item: Fields): Read | undefined {
  return messageReader(item) ?? (item.value('booking') === undefined ? undefined : readBooking)
}

/** Guests who write must not be hidden, whatever the event is called. Of other events, a name that is not known is not guessed at. */
function messageReader(item: Fields): Read | undefined {
  return item.value('message_id') === undefined ? undefined : readMessage
}

function readBooking(item: Fields): AdapterReading[] {
  const [booking, guest] = [item.in('booking'), item.in('guest')]
  const reservation = {
    externalId: booking.id('id'),
    ...booking.status('status', STATUS),
    arrivalDate: booking.day('date_arrival'),
    departureDate: booking.day('date_departure'),
    totalRate: booking.money('total_amount', 'currency_code'),
    notes: booking.texts('notes'),
    guest: {
      ...guest.person({ id: 'uid', full: 'name', email: 'email', phone: 'phone_number' }),
      language: booking.language('language'),
      extra: guest.rest()
    },
    // What is beside the booking, like the order with its rooms and prices, changes as well.
    extra: { ...item.rest('action', 'booking', 'guest'), ...booking.rest('id') }
  }
  return [{ property: booking.id('property_id'), reservation, vendor: { event: item.text('action') ?? null } }]
}

/** Assumed: the message names its thread, and not the hotel. */
function readMessage(item: Fields): AdapterReading[] {
  const names = { id: 'message_id', from: 'guest_name', text: 'message', conversation: 'thread_uid' }
  const message = { ...item.message('inbound', names), subject: item.text('subject') }
  // Another text under the same id is another message.
  return [{ key: [message.text ?? ''], time: item.instant('creation_time'), message, vendor: { payload: item.json } }]
}
