import { Type } from '@sinclair/typebox'
import { standardWebhooks } from '../../../src/contract/verifiers.ts'
import { type AdapterReading, defineAdapter, type Fields, staySpan } from '../adapter.ts'
import { readGuestyMessage } from '../payloads/guesty-message.ts'
import { guestyPerson, guestyVendor } from '../payloads/guesty-person.ts'
import { readWholeReservation } from '../payloads/guesty-reservation.ts'
import { completeSum } from '../records/complete-sum.ts'
import { guestyRecords } from '../records/guesty.ts'
import { GUESTY_STATUS } from '../records/guesty-read.ts'

type Read = (fields: Fields) => AdapterReading[]

const EVENTS: Readonly<Record<string, Read>> = {
  // Key details of the stay: https://open-api-docs.guesty.com/docs/reservation-webhooks-migration-guide
  'reservation.created.v2': readThin,
  'reservation.updated.v2': readThin,
  // The older events with the complete reservation, which Guesty phases out by the end of 2026.
  'reservation.new': readWholeReservation,
  'reservation.updated': readWholeReservation,
  // https://open-api-docs.guesty.com/docs/webhooks-guests
  'guest.created': readGuest,
  'guest.updated': readGuest,
  // Guests have no time of modification, so a deletion cannot be undone by a late update: `deleted` stays.
  'guest.deleted': readDeleted,
  // https://open-api-docs.guesty.com/docs/webhooks-messages
  'reservation.messageReceived': readGuestyMessage,
  'reservation.messageSent': readGuestyMessage
}

// https://open-api-docs.guesty.com/docs/webhooks: known, and not read.
const OTHERS = /^(guest-folio\.(created|updated)|(payments|listing|calendar|task)\.[\w.]+)$/

/**
 * Guesty sends through Svix. Each delivery reports how an entity is now, whatever its event is called, so it is read as a
 * state: a repetition changes nothing, and an older one does not undo a newer one. A thin one without its time is an
 * event, because an update of what it leaves out would look like a repetition.
 */
export default defineAdapter({
  name: 'guesty',
  title: 'Guesty',
  docs: 'https://open-api-docs.guesty.com/docs/webhooks',
  evidence: 'documented',
  records: guestyRecords,
  // Ids are ObjectIds. Webhooks do not name the account, and records do.
  ids: 'global',
  verify: standardWebhooks('svix'),
  payload: Type.Object({ event: Type.Optional(Type.Unknown()) }),
  headers: ['svix-id', 'webhook-id'],
  key: (_payload, { headers }) => [headers['svix-id'] ?? headers['webhook-id']],

  normalize({ event }, { fields }) {
    // `calendar.updated.v2` names no event: https://open-api-docs.guesty.com/docs/calendar-webhook-migration
    if (event === undefined && fields.value('dateRange') !== undefined) return []
    if (typeof event === 'string' && OTHERS.test(event)) return []
    const read = fields.known(
      'event',
      EVENTS,
      () => readerFor(fields),
      () => messageReader(fields)
    )
    return read?.(fields) ?? []
  }
})

/** Guests who write must not be hidden, whatever the event is called. Of other events, a name that is not known is not guessed at. */
function messageReader(envelope: Fields): Read | undefined {
  return envelope.in('message').isPresent && envelope.in('conversation').isPresent ? readGuestyMessage : undefined
}

/** What a delivery is about whose event has no name. */
function readerFor(envelope: Fields): Read | undefined {
  const has = (name: string) => envelope.in(name).isPresent
  const message = messageReader(envelope)
  if (message !== undefined) return message
  if (has('reservation')) return readWholeReservation
  if (has('guest')) return readGuest
  return envelope.in('data').value('reservationId') === undefined ? undefined : readThin
}

/** What `readThin` reads is not repeated in `extra`. */
const READ = { reservationId: undefined, confirmationCode: undefined, status: undefined }

function readThin(envelope: Fields): AdapterReading[] {
  const meta = envelope.in('meta')
  const found = envelope.entity('data', 'reservationId')
  if (found === undefined) return []
  const { id, fields } = found
  const time = meta.instant('publishedAt')
  const stays = staysOf(fields)
  const reservation = {
    externalId: id,
    confirmationNumber: fields.text('confirmationCode'),
    ...staySpan(stays, 'checkInDateLocalized', 'checkOutDateLocalized'),
    adults: peopleOf(stays, 'numberOfAdults'),
    children: peopleOf(stays, 'numberOfChildren'),
    ...fields.status('status', GUESTY_STATUS),
    updatedAt: time,
    // What else changed is not in the payload, so a new time of publication alone makes an update.
    extra: { ...fields.json, ...READ, publishedAt: time }
  }
  const event = envelope.word('event')
  const vendor = { event, meta: meta.rest(), ...envelope.rest('event', 'data') }
  const type = /created/i.test(event ?? '') ? 'reservation.created' : 'reservation.updated'
  const kind = time === undefined ? { type } : { time }
  return [{ ...kind, reservation, vendor, whole: ['extra/*'], isThin: true }]
}

/** The stay, or each stay of several. Guesty's pages name its fields, and not whether they are in a list or an object of their own. */
function staysOf(data: Fields): readonly Fields[] {
  return data.value('stay') === undefined ? [data] : data.list('stay')
}

function peopleOf(stays: readonly Fields[], name: string): number | undefined {
  return completeSum(stays.map((stay) => stay.in('numberOfGuests').count(name)))
}

function readGuest(envelope: Fields): AdapterReading[] {
  const found = envelope.entity('guest', '_id')
  if (found === undefined) return []
  const guest = guestyPerson(found.fields, found.id)
  return [{ guest, whole: ['extra/*'], vendor: guestyVendor(envelope) }]
}

function readDeleted(envelope: Fields): AdapterReading[] {
  const found = envelope.entity('guest', '_id')
  if (found === undefined) return []
  const guest = { externalId: found.id, deleted: true }
  return [{ type: 'guest.deleted', guest, vendor: guestyVendor(envelope) }]
}
