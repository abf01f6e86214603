import { Type } from '@sinclair/typebox'
import type { JsonObject } from '../../../schemas/reading.ts'
import { standardWebhooks } from '../../../src/contract/verifiers.ts'
import { type AdapterReading, contentDigest, defineAdapter, type Fields } from '../adapter.ts'
import { completeSum } from '../records/complete-sum.ts'
import { guestyRecords } from '../records/guesty.ts'
import { GUESTY_STATUS } from '../records/guesty-read.ts'

type Read = (fields: Fields) => AdapterReading[]

const EVENTS: Readonly<Record<string, Read>> = {
  // Key details of the stay: https://open-api-docs.guesty.com/docs/reservation-webhooks-migration-guide
  'reservation.created.v2': readThin,
  'reservation.updated.v2': readThin,
  // The older events with the complete reservation, which Guesty phases out by the end of 2026.
  'reservation.new': readWhole,
  'reservation.updated': readWhole,
  // https://open-api-docs.guesty.com/docs/webhooks-guests
  'guest.created': readGuest,
  'guest.updated': readGuest,
  // Guests have no time of modification, so a deletion cannot be undone by a late update: `deleted` stays.
  'guest.deleted': readDeleted,
  // https://open-api-docs.guesty.com/docs/webhooks-messages
  'reservation.messageReceived': readMessage,
  'reservation.messageSent': readMessage
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
    return fields.known('event', EVENTS, () => readerFor(fields))?.(fields) ?? []
  }
})

/** What a delivery is about whose event has no name. A name that is not known is not guessed at: there are other events. */
function readerFor(envelope: Fields): Read | undefined {
  const has = (name: string) => envelope.in(name).isPresent
  if (has('message') && has('conversation')) return readMessage
  if (has('reservation')) return readWhole
  if (has('guest')) return readGuest
  return envelope.in('data').value('reservationId') === undefined ? undefined : readThin
}

function nameOf(envelope: Fields): string | null {
  const event = envelope.value('event')
  return typeof event === 'string' ? event : null
}

/** The name of the event, and fields beside the object that it is about. */
function vendorOf(envelope: Fields): JsonObject {
  return { event: nameOf(envelope), ...envelope.rest('event', 'reservation', 'guest') }
}

function readThin(envelope: Fields): AdapterReading[] {
  const [meta, data] = [envelope.in('meta'), envelope.requiredIn('data')]
  const externalId = data?.requiredId('reservationId')
  if (data === undefined || externalId === undefined) return []
  const time = meta.instant('publishedAt')
  const stays = staysOf(data)
  const reported = {
    externalId,
    confirmationNumber: data.text('confirmationCode'),
    arrivalDate: stays.flatMap((stay) => stay.day('checkInDateLocalized') ?? []).sort()[0],
    departureDate: stays
      .flatMap((stay) => stay.day('checkOutDateLocalized') ?? [])
      .sort()
      .at(-1),
    adults: peopleOf(stays, 'numberOfAdults'),
    children: peopleOf(stays, 'numberOfChildren'),
    ...data.status('status', GUESTY_STATUS),
    updatedAt: time
  }
  // What else changed is not in the payload, so a new time of publication is news by itself.
  const extra: JsonObject = {
    ...data.json,
    reservationId: undefined,
    confirmationCode: undefined,
    status: undefined,
    publishedAt: time
  }
  const event = nameOf(envelope)
  const vendor = { event, meta: meta.rest(), ...envelope.rest('event', 'data') }
  const type = event?.toLowerCase().includes('created') ? 'reservation.created' : 'reservation.updated'
  const about = { reservation: { ...reported, extra }, vendor, whole: membersOf('extra', extra), isThin: true }
  return [time === undefined ? { type, ...about } : { ...about, time }]
}

/** The stay, or each stay of several. Guesty's pages name its fields, and not whether they are in a list or an object of their own. */
function staysOf(data: Fields): readonly Fields[] {
  return data.value('stay') === undefined ? [data] : data.list('stay')
}

function peopleOf(stays: readonly Fields[], name: string): number | undefined {
  return completeSum(stays.map((stay) => stay.in('numberOfGuests').count(name)))
}

function readWhole(envelope: Fields): AdapterReading[] {
  const fields = envelope.requiredIn('reservation')
  if (fields === undefined) return []
  const id = fields.requiredId('_id')
  const time = fields.instant('lastUpdatedAt')
  const guestId = fields.id('guestId')
  const person = fields.in('guest')
  const isKnown = person.isPresent || guestId !== undefined
  const vendor = vendorOf(envelope)
  if (id === undefined) return guestAlone(personOf(person, guestId), vendor)
  const reservation = {
    externalId: id,
    confirmationNumber: fields.text('confirmationCode'),
    arrivalDate: fields.day('checkInDateLocalized'),
    departureDate: fields.day('checkOutDateLocalized'),
    ...fields.status('status', GUESTY_STATUS),
    updatedAt: time,
    guest: isKnown ? personOf(person, guestId) : undefined,
    extra: fields.rest()
  }
  const whole = [...membersOf('extra', reservation.extra), ...membersOf('guest/extra', reservation.guest?.extra)]
  return [{ reservation, time, timebasis: 'modified', whole, vendor }]
}

/** The guest of a reservation that has no id of its own. */
function guestAlone(guest: ReturnType<typeof personOf>, vendor: JsonObject): AdapterReading[] {
  return guest.externalId === undefined ? [] : [{ guest, whole: membersOf('extra', guest.extra), vendor }]
}

function readGuest(envelope: Fields): AdapterReading[] {
  const fields = envelope.requiredIn('guest')
  const id = fields?.requiredId('_id')
  if (fields === undefined || id === undefined) return []
  const guest = { ...personOf(fields, id), externalId: id }
  return [{ guest, whole: membersOf('extra', guest.extra), vendor: vendorOf(envelope) }]
}

function readDeleted(envelope: Fields): AdapterReading[] {
  const externalId = envelope.requiredIn('guest')?.requiredId('_id')
  if (externalId === undefined) return []
  return [{ type: 'guest.deleted', guest: { externalId, deleted: true }, vendor: vendorOf(envelope) }]
}

/**
 * A message of the guests' inbox, or of the owners' (`conversationWith`): only one that a guest wrote is `message.received`. Guesty's
 * page does not promise an id. Without one, the content tells one message from another.
 */
function readMessage(envelope: Fields): AdapterReading[] {
  if (envelope.value('message') == null) return []
  const fields = envelope.requiredIn('message')
  if (fields === undefined || Object.keys(fields.json).length === 0) return []
  const conversation = envelope.in('conversation')
  const id = fields.id('_id') ?? fields.id('id') ?? fields.id('postId') ?? `anonymous-${contentDigest(fields.json)}`
  const isSent = /sent$/i.test(nameOf(envelope) ?? '') || /^from(host|system)$/i.test(String(fields.value('type')))
  const isOwner = /owner/i.test(String(conversation.value('conversationWith')))
  const platform = fields.value('module')
  const message = {
    externalId: id,
    direction: isSent ? ('outbound' as const) : ('inbound' as const),
    type: (typeof platform === 'string' && platform) || 'unknown',
    from: null,
    to: null,
    text: fields.text('body') ?? null,
    accountId: null,
    conversationId: conversation.text('_id') ?? fields.text('conversationId') ?? null,
    reservationId: fields.text('reservationId') ?? envelope.text('reservationId') ?? null
  }
  const type = isSent ? 'message.sent' : isOwner ? 'message.observed' : 'message.received'
  const vendor = { event: nameOf(envelope), payload: envelope.json }
  return [{ type, message, key: [], time: fields.instant('createdAt'), vendor }]
}

/** A guest of Guesty's: often only an id and a name, so what is absent stays, and null empties. */
function personOf(fields: Fields, guestId: string | undefined) {
  const id = fields.id('_id')
  return {
    externalId: guestId ?? id,
    ...fields.name({ first: 'firstName', last: 'lastName', full: 'fullName' }),
    email: contactOf(fields.text('email'), fields.value('emails')),
    phone: contactOf(fields.phone('phone'), fields.value('phones')),
    language: fields.text('preferredLanguage'),
    extra: fields.rest()
  }
}

/** An address that is absent while the list of all addresses is empty was removed. */
function contactOf(contact: string | null | undefined, all: unknown): string | null | undefined {
  return contact === undefined && Array.isArray(all) && all.length === 0 ? null : contact
}

/** Guesty reports the parts of a reservation as a whole: a field that such a part no longer has is gone. */
function membersOf(name: string, object: JsonObject | undefined): string[] {
  return Object.keys(object ?? {}).map((member) => `${name}/${member.replaceAll('~', '~0').replaceAll('/', '~1')}`)
}
