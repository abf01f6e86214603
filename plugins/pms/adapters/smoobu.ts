import { Type } from '@sinclair/typebox'
import { urlToken } from '../../../src/contract/verifiers.ts'
import { type AdapterReading, currencyOption, defineAdapter, type Fields } from '../adapter.ts'
import { modifiedOf } from '../payloads/modified-of.ts'

interface Options {
  currency: string | undefined
}
type Read = (data: Fields, options: Options) => AdapterReading[]

const cancelled: Read = (data) => [
  { reservation: { externalId: data.id('id'), status: 'cancelled', sourceStatus: 'deleted' } }
]

// https://docs.smoobu.com/#webhooks
const EVENTS: Readonly<Record<string, Read | null>> = {
  newReservation: readReservation,
  updateReservation: readReservation,
  cancelReservation: readCancellation,
  deleteReservation: cancelled,
  newMessage: readMessage,
  updateRates: null,
  onlineCheckInUpdate: null
}

const STATUS = { reservation: 'confirmed', 'modification of booking': 'confirmed', cancellation: 'cancelled' } as const

/**
 * Smoobu signs nothing: it is verified by a token in the URL. Its times have no zone, so they only put updates of one reservation in
 * order. Its prices have no currency: set SMOOBU_CURRENCY.
 */
export default defineAdapter({
  name: 'smoobu',
  title: 'Smoobu',
  docs: 'https://docs.smoobu.com/#webhooks',
  evidence: 'documented',
  verify: urlToken(),
  payload: Type.Object({ action: Type.Optional(Type.Unknown()) }),
  options: { currency: currencyOption() },
  ids: 'global',
  property: (_payload, { fields }) => fields.in('data').in('apartment').id('id'),
  normalize(_payload, { fields, options }) {
    const data = fields.in('data')
    const messageOf = () => (data.value('message') === undefined ? undefined : readMessage)
    return fields.known('action', EVENTS, messageOf, messageOf)?.(data, options) ?? []
  }
})

/** The name of the event is certain, also where the type is that of the booking. */
function readCancellation(data: Fields, options: Options): AdapterReading[] {
  return readReservation(data, options, 'cancelled')
}

function readReservation(data: Fields, { currency }: Options, implied?: 'cancelled'): AdapterReading[] {
  // Blocked dates are about selling, not about a guest.
  if (data.flag('is-blocked-booking')) return []
  const { status, sourceStatus } = data.status('type', STATUS)
  const reservation = {
    externalId: data.id('id'),
    confirmationNumber: data.text('reference-id'),
    // The meaning of an unknown type is not documented.
    status: status === undefined && sourceStatus !== undefined ? undefined : (implied ?? status),
    sourceStatus,
    arrivalDate: data.day('arrival'),
    departureDate: data.day('departure'),
    adults: data.count('adults'),
    children: data.count('children'),
    totalRate: currency === undefined ? undefined : data.money('price', { code: currency }),
    notes: data.texts('notice'),
    guest: data.person({
      id: 'guestId',
      first: 'firstname',
      last: 'lastname',
      full: 'guest-name',
      email: 'email',
      phone: 'phone',
      language: 'language'
    }),
    extra: data.rest('id')
  }
  return [{ reservation, ...modifiedOf(data, 'modifiedAt') }]
}

/** Assumed: a message has these fields, and type 2 for what the hotel wrote. */
function readMessage(data: Fields): AdapterReading[] {
  const direction = data.text('type') === '2' ? 'outbound' : 'inbound'
  const message = {
    ...data.message(direction, { id: 'message_id', text: 'message' }),
    externalId: data.id('message_id') ?? data.id('messageId') ?? data.id('id'),
    subject: data.text('subject'),
    reservationId: data.in('booking').id('id')
  }
  return [{ key: [], message, vendor: { payload: data.json } }]
}
