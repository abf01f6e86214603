import { type Static, Type } from '@sinclair/typebox'
import { check } from '../../../schemas/check.ts'
import { ExternalId } from '../../../schemas/common.ts'
import type { Json, JsonObject, Problem } from '../../../schemas/reading.ts'
import { standardWebhooks } from '../../../src/contract/verifiers.ts'
import {
  type AdapterReading,
  contentDigest,
  defineAdapter,
  type FieldReader,
  guest,
  namesOf,
  readFields,
  reservation,
  thin
} from '../adapter.ts'

/** All fields are read one by one, so that an odd value costs no more than its field. */
const Payload = Type.Object({
  event: Type.Optional(Type.Unknown()),
  reservation: Type.Optional(Type.Unknown()),
  guest: Type.Optional(Type.Unknown()),
  data: Type.Optional(Type.Unknown()),
  message: Type.Optional(Type.Unknown()),
  conversation: Type.Optional(Type.Unknown())
})
type Payload = Static<typeof Payload>

type Kind = 'thin' | 'whole' | 'guest' | 'deleted' | 'message'

const KINDS: ReadonlyMap<string, Kind> = new Map([
  // Key details of the stay: https://open-api-docs.guesty.com/docs/reservation-webhooks-migration-guide
  ['reservation.created.v2', 'thin'],
  ['reservation.updated.v2', 'thin'],
  // The complete reservation. Guesty phases these out by the end of 2026.
  ['reservation.new', 'whole'],
  ['reservation.updated', 'whole'],
  // https://open-api-docs.guesty.com/docs/webhooks-guests
  ['guest.created', 'guest'],
  ['guest.updated', 'guest'],
  ['guest.deleted', 'deleted'],
  // https://open-api-docs.guesty.com/docs/webhooks-messages
  ['reservation.messagereceived', 'message'],
  ['reservation.messagesent', 'message']
])

// https://open-api-docs.guesty.com/docs/webhooks: known, and not read.
const OTHERS = /^(guest-folio\.(created|updated)|(payments|listing|calendar|task)\.[\w.]+)$/

const isId = check(ExternalId).accepts

// A word that is not here is kept as the vendor's own only.
const STATUS: ReadonlyMap<unknown, string> = new Map([
  ['inquiry', 'inquiry'],
  ['reserved', 'tentative'],
  ['awaiting_payment', 'pending'],
  ['confirmed', 'confirmed'],
  ['checked_in', 'checked_in'],
  ['checked_out', 'checked_out'],
  ['canceled', 'cancelled'],
  ['declined', 'cancelled'],
  ['expired', 'cancelled'],
  ['closed', 'cancelled']
])

/**
 * Guesty sends through Svix. Each delivery reports how an entity is now, whatever its event is called, so it is read as a
 * state: a repetition changes nothing, and an older one does not undo a newer one. A thin one without its time is an
 * event, because an update of what it leaves out would look like a repetition.
 */
export default defineAdapter({
  name: 'guesty',
  title: 'Guesty',
  docs: 'https://open-api-docs.guesty.com/docs/webhooks',
  proof: 'documented',
  verify: standardWebhooks('svix'),
  payload: Payload,
  keyHeaders: ['svix-id', 'webhook-id'],
  duplicateKey(_payload, { 'svix-id': svix, 'webhook-id': webhook }) {
    const id = svix ?? webhook
    return id === undefined ? undefined : [id]
  },

  normalize(payload) {
    const { kind, problems } = kindOf(payload)
    const { data, reservation, guest, message } = payload
    if (kind === undefined) return problems
    if (kind === 'thin') return [...problems, ...readObject(data, '/data', readThin, payload)]
    if (kind === 'whole') return [...problems, ...readObject(reservation, '/reservation', readWhole, payload)]
    if (kind === 'message') {
      return message == null ? problems : [...problems, ...readObject(message, '/message', readMessage, payload)]
    }
    return [...problems, ...readObject(guest, '/guest', kind === 'guest' ? readGuest : readDeleted, payload)]
  }
})

/**
 * What a delivery is about. A name that is not known is not guessed at: another event may carry a reservation as well. A name that is
 * missing or misspelled costs no more than itself: the objects say what it is.
 */
function kindOf(payload: Payload): { kind?: Kind | undefined; problems: Problem[] } {
  const { event } = payload
  // The body of `calendar.updated.v2` names no event: https://open-api-docs.guesty.com/docs/calendar-webhook-migration
  if (event === undefined && 'dateRange' in payload) return { problems: [] }
  const name = typeof event === 'string' ? event.trim().toLowerCase() : ''
  const named = KINDS.get(name)
  if (named !== undefined) return { kind: named, problems: [] }
  if (OTHERS.test(name)) return { problems: [] }
  const unknown: Problem = { path: '/event', problem: 'is not a known event', cause: 'unknown_type' }
  if (name !== '') return { problems: [unknown] }
  return { kind: kindOfObjects(payload), problems: [{ path: '/event', problem: 'is not the name of an event' }] }
}

function kindOfObjects({ reservation, guest, data, message, conversation }: Payload): Kind | undefined {
  if (isObject(message) && isObject(conversation)) return 'message'
  if (isObject(reservation)) return 'whole'
  if (isObject(guest)) return 'guest'
  return isObject(data) && 'reservationId' in data ? 'thin' : undefined
}

function readObject(
  value: unknown,
  path: string,
  read: (object: JsonObject, payload: Payload) => readonly AdapterReading[],
  payload: Payload
): readonly AdapterReading[] {
  return isObject(value) ? read(value, payload) : [{ path, problem: 'is not an object' }]
}

/** An id of Guesty's, or a problem. A number is taken as its digits. */
function idOf(object: JsonObject, path: string, ...names: readonly string[]): { id?: string; problems: Problem[] } {
  const [name = ''] = names
  const found = names.map((one) => object[one]).find((value) => isId(value))
  if (isId(found)) return { id: String(found), problems: [] }
  return { problems: [{ path: `${path}/${name}`, problem: object[name] == null ? 'is missing' : 'is not an id' }] }
}

/** The name of the event, and the fields beside the object that it is about. */
function vendorOf(payload: Payload): JsonObject {
  const { event: _event, reservation: _reservation, guest: _guest, ...around } = payload as JsonObject
  return { event: nameOf(payload), ...around } // it comes from a JSON body
}

function nameOf({ event }: Payload): string | null {
  return typeof event === 'string' ? event : null
}

function readThin(data: JsonObject, payload: Payload): readonly AdapterReading[] {
  const { id, problems } = idOf(data, '/data', 'reservationId')
  if (id === undefined) return problems
  const envelope = readFields(payload as JsonObject, '', undefined, problems) // it comes from a JSON body
  const meta = envelope.inside('meta')
  const time = meta?.instant('publishedAt') ?? undefined
  const fields = readFields(data, '/data', undefined, problems)
  const stays = staysOf(data, problems)
  const reported = {
    externalId: id,
    confirmationNumber: fields.text('confirmationCode'),
    ...datesOf(stays),
    ...guestsOf(stays),
    ...statusOf(fields.text('status')),
    updatedAt: time
  }
  // What else changed is not in the payload, so a new time of publication is news by itself.
  const extra = { ...fields.rest('reservationId'), ...(time === undefined ? {} : { publishedAt: time }) }
  const vendor = { event: nameOf(payload), ...given('meta', meta?.rest()), ...envelope.rest('event', 'data') }
  const state = { ...reservation(reported, 'guesty'), extra }
  const about = {
    kind: 'reservation' as const,
    id,
    data: { reservation: state, vendor },
    whole: membersOf('extra', extra)
  }
  const type = nameOf(payload)?.toLowerCase().includes('created') ? 'reservation.created' : 'reservation.updated'
  return [...problems, time === undefined ? { type, ...about } : { ...about, time }]
}

/** The stay, or each stay of several. Guesty's pages name its fields, and not whether they are in a list or an object of their own. */
function staysOf(data: JsonObject, problems: Problem[]): FieldReader[] {
  const { stay = data } = data
  const list: readonly Json[] = Array.isArray(stay) ? stay : [stay]
  const above = stay === data ? '/data' : '/data/stay'
  return list.slice(0, MOST_STAYS).flatMap((each, at) => {
    const path = Array.isArray(stay) ? `${above}/${at}` : above
    if (typeof each === 'object' && each !== null && !Array.isArray(each)) {
      return [readFields(each as JsonObject, path, undefined, problems)] // a JSON value that is no list
    }
    if (each !== null) problems.push({ path, problem: 'is not a stay' })
    return []
  })
}

/** A reservation of 50 rooms has as many. */
const MOST_STAYS = 1_000

function datesOf(stays: readonly FieldReader[]) {
  const arrivals = stays.flatMap((stay) => stay.date('checkInDateLocalized') ?? [])
  const departures = stays.flatMap((stay) => stay.date('checkOutDateLocalized') ?? [])
  return { arrivalDate: arrivals.sort()[0], departureDate: departures.sort().at(-1) }
}

/** Only if each stay reports its number: a part of the guests is not their number. */
function guestsOf(stays: readonly FieldReader[]) {
  const groups = stays.map((stay) => stay.inside('numberOfGuests'))
  return { adults: sum('numberOfAdults'), children: sum('numberOfChildren') }

  function sum(name: string): number | undefined {
    const counts = groups.map((group) => group?.count(name))
    return counts.length === 0 ? undefined : counts.reduce<number | undefined>(plus, 0)
  }
}

function given(name: string, value: JsonObject | undefined): JsonObject {
  return value === undefined ? {} : { [name]: value }
}

function plus(sum: number | undefined, count: number | null | undefined): number | undefined {
  return sum === undefined || count == null ? undefined : sum + count
}

function readWhole(whole: JsonObject, payload: Payload): readonly AdapterReading[] {
  const { id, problems } = idOf(whole, '/reservation', '_id')
  const fields = readFields(whole, '/reservation', undefined, problems)
  const time = fields.instant('lastUpdatedAt') ?? undefined
  const guestId = fields.text('guestId')
  const person = fields.inside('guest')
  const inside = person ? readPerson(person, guestId) : undefined
  const vendor = vendorOf(payload)
  if (id === undefined) return [...problems, ...guestAlone(inside, vendor)]
  const reported = {
    externalId: id,
    confirmationNumber: fields.text('confirmationCode'),
    arrivalDate: fields.date('checkInDateLocalized') ?? undefined,
    departureDate: fields.date('checkOutDateLocalized') ?? undefined,
    ...statusOf(fields.text('status')),
    updatedAt: time
  }
  const extra = fields.rest('_id')
  const about = inside?.guest ?? (guestId ? guest({ externalId: guestId }, 'guesty') : undefined)
  const state = { ...reservation(reported, 'guesty'), ...given('guest', about), ...given('extra', extra) }
  return [
    ...problems,
    {
      kind: 'reservation',
      id,
      time,
      timebasis: 'modified',
      data: { reservation: state, vendor },
      whole: [...membersOf('extra', extra), ...(inside?.whole ?? []).map((path) => `guest/${path}`)]
    }
  ]
}

/** The guest of a reservation that has no id of its own. */
function guestAlone(person: ReturnType<typeof readPerson> | undefined, vendor: JsonObject): AdapterReading[] {
  const id = person?.guest['externalId']
  return person && typeof id === 'string'
    ? [{ kind: 'guest', id, data: { guest: person.guest, vendor }, whole: person.whole }]
    : []
}

function readGuest(whole: JsonObject, payload: Payload): readonly AdapterReading[] {
  const { id, problems } = idOf(whole, '/guest', '_id')
  if (id === undefined) return problems
  const fields = readFields(whole, '/guest', undefined, problems)
  const { guest, whole: parts } = readPerson(fields, id)
  return [...problems, { kind: 'guest', id, data: { guest, vendor: vendorOf(payload) }, whole: parts }]
}

/** Guests have no time of modification, so a deletion cannot be undone by a late update: `deleted` stays. */
function readDeleted(whole: JsonObject, payload: Payload): readonly AdapterReading[] {
  const { id, problems } = idOf(whole, '/guest', '_id')
  if (id === undefined) return problems
  const nobody = {
    externalId: id,
    firstName: null,
    lastName: null,
    email: null,
    phone: null,
    language: null,
    notes: null
  }
  const data = { guest: { ...guest(nobody, 'guesty'), extra: {}, deleted: true }, vendor: vendorOf(payload) }
  return [{ type: 'guest.deleted', kind: 'guest', id, data, whole: ['extra'] }]
}

/**
 * A message of the guests' inbox, or of the owners' (`conversationWith`): only one that a guest wrote is `message.received`. Guesty's
 * page does not promise an id. Without one, the content tells one message from another.
 */
function readMessage(message: JsonObject, payload: Payload): readonly AdapterReading[] {
  if (Object.keys(message).length === 0) return []
  const all = payload as JsonObject // it comes from a JSON body
  const problems: Problem[] = []
  const envelope = readFields(all, '', undefined, problems)
  const conversation = envelope.inside('conversation')
  const fields = readFields(message, '/message', undefined, problems)
  const { id = `anonymous-${contentDigest(message)}` } = idOf(message, '/message', '_id', 'id', 'postId')
  const isSent = /sent$/i.test(nameOf(payload) ?? '') || /^from(host|system)$/i.test(String(fields.value('type')))
  const isOwner = /owner/i.test(String(conversation?.value('conversationWith')))
  const platform = fields.value('module')
  const reservationId = fields.text('reservationId') ?? envelope.text('reservationId') ?? null
  const reported = {
    channel: 'pms:guesty',
    direction: isSent ? 'outbound' : 'inbound',
    type: (typeof platform === 'string' && platform) || 'unknown',
    from: null,
    to: null,
    text: fields.text('body') ?? null,
    media: [],
    accountId: null,
    conversationId: conversation?.text('_id') ?? fields.text('conversationId') ?? null,
    reservationId
  }
  const type = isSent ? 'message.sent' : isOwner ? 'message.observed' : 'message.received'
  const time = fields.instant('createdAt') ?? undefined
  const event = thin(type, 'message', id, reported, { vendor: { event: nameOf(payload), payload: all } })
  return [...problems, { ...event, ...(time === undefined ? {} : { time }) }]
}

/** A guest of Guesty's: often only an id and a name, so what is absent stays, and null empties. */
function readPerson(fields: FieldReader, guestId: string | null | undefined) {
  const names = namesOf(fields.text('firstName'), fields.text('lastName'), fields.text('fullName'))
  const id = fields.text('_id')
  const reported = {
    externalId: guestId ?? id ?? undefined,
    firstName: names.firstName,
    lastName: names.lastName,
    email: contactOf(fields.text('email'), fields.value('emails')),
    phone: contactOf(fields.text('phone'), fields.value('phones')),
    language: fields.text('preferredLanguage')
  }
  const extra = fields.rest()
  const described = { ...guest(reported, 'guesty'), ...given('extra', extra) }
  return { guest: described, whole: membersOf('extra', extra) }
}

/** An address that is absent while the list of all addresses is empty was removed. */
function contactOf(contact: string | null | undefined, all: Json | undefined): string | null | undefined {
  return contact === undefined && Array.isArray(all) && all.length === 0 ? null : contact
}

/** Guesty reports the parts of a reservation as a whole: a field that such a part no longer has is gone. */
function membersOf(name: string, object: JsonObject | undefined): string[] {
  return Object.keys(object ?? {}).map((member) => `${name}/${member.replaceAll('~', '~0').replaceAll('/', '~1')}`)
}

function statusOf(word: string | null | undefined) {
  return { status: STATUS.get(word), sourceStatus: word ?? undefined }
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
