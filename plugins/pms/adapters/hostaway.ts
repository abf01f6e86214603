import { Type } from '@sinclair/typebox'
import type { JsonObject } from '../../../schemas/reading.ts'
import { basic } from '../../../src/contract/verifiers.ts'
import { type AdapterReading, defineAdapter, type Fields } from '../adapter.ts'
import { modifiedOf } from '../payloads/modified-of.ts'
import { hostawayRecords } from '../records/hostaway.ts'
import { HOSTAWAY_STATUS } from '../records/hostaway-read.ts'

const EVENTS: Readonly<Record<string, (envelope: Fields) => AdapterReading[]>> = {
  'reservation.created': readReservation,
  'reservation.updated': readReservation,
  'message.received': readMessage
}

/**
 * Hostaway sends complete reservations, so they are read as states, and a field that is null or absent empties. Fields without a
 * place in the event model are `extra`. `updatedOn` usually has no zone: it puts the updates of a reservation in order, and is
 * not compared with other clocks. Hostaway sends all of its events to each webhook, so there are others.
 */
export default defineAdapter({
  name: 'hostaway',
  title: 'Hostaway',
  docs: 'https://api.hostaway.com/documentation',
  evidence: 'documented',
  records: hostawayRecords,
  verify: basic(),
  payload: Type.Object({ event: Type.Optional(Type.Unknown()) }),
  absent: 'empty',
  property: (_payload, { fields }) => fields.id('accountId'),
  normalize(_payload, { fields }) {
    const read = fields.known(
      'event',
      EVENTS,
      () => readerFor(fields),
      () => messageReader(fields)
    )
    return read?.(fields) ?? []
  }
})

type Read = (envelope: Fields) => AdapterReading[]

/** Guests who write must not be hidden, whatever the event is called. Of other events, a name that is not known is not guessed at. */
function messageReader(envelope: Fields): Read | undefined {
  const { json } = envelope.in('data')
  const isMessage = envelope.value('object') === 'conversationMessage' || ('conversationId' in json && 'body' in json)
  return isMessage ? readMessage : undefined
}

/** What a delivery is about whose event has no name. */
function readerFor(envelope: Fields): Read | undefined {
  const message = messageReader(envelope)
  if (message !== undefined) return message
  const { json } = envelope.in('data')
  const object = envelope.value('object')
  return object === 'reservation' || ('arrivalDate' in json && 'departureDate' in json) ? readReservation : undefined
}

/** The name of the event, and fields beside the data. */
function vendorOf(envelope: Fields): JsonObject {
  return { event: envelope.word('event'), ...envelope.rest('event', 'object', 'accountId', 'data') }
}

function readReservation(envelope: Fields): AdapterReading[] {
  const found = envelope.entity('data', 'id', 'hostawayReservationId')
  if (found === undefined) return []
  const { id, fields } = found
  const names = fields.name({ first: 'guestFirstName', last: 'guestLastName', full: 'guestName' })
  const hasDates = !fields.flag('isDatesUnspecified')
  const totalRate = fields.money('totalPrice', 'currency')
  const { guestName, totalPrice } = fields.json
  const reservation = {
    externalId: id,
    confirmationNumber: fields.text('confirmationCode'),
    guest: {
      ...names,
      email: fields.text('guestEmail'),
      phone: fields.phone('phone'),
      language: fields.text('guestLocale')
    },
    // Hostaway fills in the day before where a channel gives no dates.
    ...only(hasDates, { arrivalDate: fields.day('arrivalDate'), departureDate: fields.day('departureDate') }),
    ...fields.status('status', HOSTAWAY_STATUS),
    adults: fields.count('adults'),
    children: fields.count('children'),
    totalRate,
    specialRequests: fields.texts('guestNote'),
    notes: fields.texts('hostNote', 'comment'),
    extra: {
      ...fields.rest('id'),
      // An amount without a currency is no total, and the full name may say more than its parts.
      ...only(!totalRate, { totalPrice }),
      ...only(names.lastName !== guestName, { guestName })
    }
  }
  return [{ reservation, ...modifiedOf(fields, 'updatedOn'), whole: ['extra'], vendor: vendorOf(envelope) }]
}

function only<Fields extends object>(isWanted: boolean, fields: Fields): Partial<Fields> {
  return isWanted ? fields : {}
}

/** Anything else that is sent as `isIncoming`, or nothing, must not hide a guest. */
const OUTGOING: ReadonlySet<unknown> = new Set([0, false, '0', 'false'])

/** The event has one name in both directions; the flag tells which it is. Links to attachments expire: see `vendor`. */
function readMessage(envelope: Fields): AdapterReading[] {
  const found = envelope.entity('data', 'id')
  if (found === undefined) return []
  const { id, fields } = found
  const communicationType = fields.text('communicationType')
  const message = {
    externalId: id,
    direction: OUTGOING.has(fields.value('isIncoming')) ? ('outbound' as const) : ('inbound' as const),
    type: communicationType ?? 'unknown',
    from: null,
    to: null,
    text: fields.text('body'),
    accountId: envelope.id('accountId'),
    communicationType,
    conversationId: fields.text('conversationId'),
    reservationId: fields.text('reservationId')
  }
  return [{ message, key: [], vendor: { payload: fields.json } }]
}
