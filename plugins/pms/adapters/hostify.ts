import { Type } from '@sinclair/typebox'
import { snsSignature, urlToken } from '../../../src/contract/verifiers.ts'
import { type AdapterReading, defineAdapter, type Fields, snsEnvelope } from '../adapter.ts'

const STATUS = {
  accepted: 'confirmed',
  pending: 'pending',
  preapproved: 'inquiry',
  inquiry: 'inquiry',
  cancelled: 'cancelled',
  cancelled_by_guest: 'cancelled',
  cancelled_by_host: 'cancelled',
  denied: 'cancelled',
  declined: 'cancelled',
  no_show: 'no_show'
} as const

type Read = (fields: Fields, time: string | undefined) => AdapterReading[]

const EVENTS: Readonly<Record<string, Read | null>> = {
  new_reservation: readReservation,
  update_reservation: readReservation,
  cancel_reservation: readCancellation,
  message_new: readMessage,
  listing_updated: null,
  calendar_updated: null
}

/**
 * Hostify sends through Amazon SNS. Set HOSTIFY_PUBLIC_KEY to the certificate of the topic, or put a token into the URL. Assumed, because
 * the public pages describe the subscription only: the names of the events, and that their fields are those of the API. The time is
 * that of SNS, which is the only one.
 */
export default defineAdapter({
  name: 'hostify',
  title: 'Hostify',
  docs: 'https://app.hostify.com/docs',
  evidence: 'documented',
  verify: [snsSignature(), urlToken()],
  envelope: snsEnvelope(),
  payload: Type.Object({ action: Type.Optional(Type.Unknown()) }),
  ids: 'global',
  property: (_payload, { fields }) => fields.id('listing_id'),
  key: (_payload, { envelope }) => [envelope.id('MessageId')],
  normalize(_payload, { envelope, fields }) {
    const messageOf = () => messageReader(fields)
    const readerOf = () => messageOf() ?? (fields.value('checkIn') === undefined ? undefined : readReservation)
    return fields.known('action', EVENTS, readerOf, messageOf)?.(fields, envelope.instant('Timestamp')) ?? []
  }
})

/** Guests who write must not be hidden, whatever the event is called. */
function messageReader({ json }: Fields): Read | undefined {
  return 'message_id' in json ? readMessage : undefined
}

/** The name of the event is certain, and the words of the status are assumed. */
function readCancellation(fields: Fields, time: string | undefined): AdapterReading[] {
  return [reservationOf(fields, time, 'cancelled')]
}

function readReservation(fields: Fields, time: string | undefined): AdapterReading[] {
  return [reservationOf(fields, time)]
}

function reservationOf(fields: Fields, time: string | undefined, implied?: 'cancelled'): AdapterReading {
  const { status, sourceStatus } = fields.status('status', STATUS)
  const reservation = {
    externalId: fields.id('reservation_id'),
    confirmationNumber: fields.text('confirmation_code'),
    status: implied ?? status,
    sourceStatus,
    arrivalDate: fields.day('checkIn'),
    departureDate: fields.day('checkOut'),
    adults: fields.count('adults'),
    children: fields.count('children'),
    totalRate: fields.money('payout_price', 'currency'),
    guest: fields.person({ id: 'guest_id', full: 'guest_name', email: 'guest_email', phone: 'guest_phone' }),
    extra: fields.rest('listing_id', 'reservation_id', 'action')
  }
  return { reservation, time, vendor: { event: fields.text('action') ?? null } }
}

const HOTEL = /^(host|co-?host|owner|agent|staff|user|automatic|automation|auto|system)$/i

function readMessage(fields: Fields, time: string | undefined): AdapterReading[] {
  // Any other word may be the name of a guest, who must not be hidden.
  const isOfHotel = HOTEL.test(fields.text('from') ?? '')
  const message = fields.message(isOfHotel ? 'outbound' : 'inbound', {
    id: 'message_id',
    from: 'from',
    text: 'message',
    conversation: 'thread_id',
    reservation: 'reservation_id'
  })
  return [{ message, time, vendor: { payload: fields.json } }]
}
