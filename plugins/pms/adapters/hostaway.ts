import { type Static, Type } from '@sinclair/typebox'
import { check } from '../../../schemas/check.ts'
import { ExternalId } from '../../../schemas/common.ts'
import type { JsonObject, Problem } from '../../../schemas/reading.ts'
import { basic } from '../../../src/contract/verifiers.ts'
import { type AdapterReading, defineAdapter, namesOf, readFields, reservation, thin, toUtc } from '../adapter.ts'

/** All fields are read one by one, so that an odd value costs no more than its field. */
const Payload = Type.Object({
  accountId: Type.Optional(Type.Unknown()),
  event: Type.Optional(Type.Unknown()),
  object: Type.Optional(Type.Unknown()),
  data: Type.Optional(Type.Unknown())
})
type Payload = Static<typeof Payload>

const isId = check(ExternalId).accepts

type Kind = 'reservation' | 'message'
const KINDS: ReadonlyMap<unknown, Kind> = new Map([
  ['reservation.created', 'reservation'],
  ['reservation.updated', 'reservation'],
  ['message.received', 'message']
])
const KINDS_OF_OBJECTS: ReadonlyMap<unknown, Kind> = new Map([
  ['reservation', 'reservation'],
  ['conversationMessage', 'message']
])

// https://api.hostaway.com/documentation. There is no word for a check-in.
const STATUS: ReadonlyMap<unknown, string> = new Map(
  Object.entries({
    confirmed: 'new modified ownerStay',
    cancelled: 'cancelled declined expired',
    pending: 'pending awaitingPayment unconfirmed awaitingGuestVerification',
    inquiry: 'inquiry inquiryPreapproved inquiryDenied inquiryTimedout inquiryNotPossible unknown'
  }).flatMap(([status, words]) => words.split(' ').map((word) => [word, status] as const))
)

/**
 * Hostaway sends complete reservations, so they are read as states, and a field that is null or absent empties. Fields without a
 * place in the event model are `extra`. `updatedOn` has no zone: it puts the updates of a reservation in order, and is not
 * compared with other clocks.
 */
export default defineAdapter({
  name: 'hostaway',
  title: 'Hostaway',
  docs: 'https://api.hostaway.com/documentation',
  proof: 'documented',
  verify: basic(),
  payload: Payload,
  property: ({ accountId }) => (isId(accountId) ? String(accountId) : undefined),
  duplicateKey: () => [],

  normalize(payload) {
    const { accountId = null, data } = payload
    const { kind, problems } = kindOf(payload)
    if (accountId !== null && !isId(accountId)) problems.push({ path: '/accountId', problem: 'is not an id' })
    if (kind === undefined) return problems
    if (!isObject(data)) return [...problems, { path: '/data', problem: 'is not an object' }]
    return [...problems, ...(kind === 'reservation' ? readReservation(payload, data) : readMessage(payload, data))]
  }
})

/**
 * What a delivery is about. A name that is not known is not guessed at, because Hostaway sends all of its events to each webhook. A
 * name that is missing or misspelled costs no more than itself: `object` or the data says what it is.
 */
function kindOf({ event, object, data }: Payload): { kind?: Kind | undefined; problems: Problem[] } {
  const name = typeof event === 'string' ? event.trim().toLowerCase() : ''
  const named = KINDS.get(name)
  if (named !== undefined) return { kind: named, problems: [] }
  const unknown: Problem = { path: '/event', problem: 'is not a known event', cause: 'unknown_type' }
  if (name !== '') return { problems: [unknown] }
  const missing: Problem = { path: '/event', problem: 'is not the name of an event' }
  return { kind: KINDS_OF_OBJECTS.get(object) ?? kindOfData(data), problems: [missing] }
}

function kindOfData(data: unknown): Kind | undefined {
  if (!isObject(data)) return undefined
  if ('conversationId' in data && 'body' in data) return 'message'
  return 'arrivalDate' in data && 'departureDate' in data ? 'reservation' : undefined
}

/** The id of a reservation or message. Without one there is nothing that an event could be about. */
function idOf(data: JsonObject, ...names: readonly string[]): { id?: string; problems: Problem[] } {
  const [name = 'id', ...others] = names
  const found = [name, ...others].map((one) => data[one]).find((value) => isId(value))
  const problem = data[name] == null ? 'is missing' : 'is not an id'
  const problems = isId(data[name]) ? [] : [{ path: `/data/${name}`, problem }]
  return isId(found) ? { id: String(found), problems } : { problems }
}

function readReservation(payload: Payload, data: JsonObject): AdapterReading[] {
  const { id, problems } = idOf(data, 'id', 'hostawayReservationId')
  if (id === undefined) return problems
  const fields = readFields(data, '/data', null, problems)
  const names = namesOf(fields.text('guestFirstName'), fields.text('guestLastName'), fields.text('guestName'))
  const [arrivalDate, departureDate] = [fields.date('arrivalDate'), fields.date('departureDate')]
  const [currency, price] = [fields.currency('currency'), fields.amount('totalPrice')]
  const isPriced = currency != null && price != null
  const [guestNote, status] = [fields.text('guestNote'), fields.text('status')]
  const notes = [fields.text('hostNote'), fields.text('comment')]
  const hasDates = !isSet(data, 'isDatesUnspecified')
  const reported = {
    externalId: id,
    confirmationNumber: fields.text('confirmationCode'),
    guest: {
      firstName: names.firstName,
      lastName: names.lastName,
      email: fields.text('guestEmail'),
      phone: fields.text('phone'),
      language: fields.text('guestLocale')
    },
    // Hostaway fills in the day before where a channel gives no dates.
    arrivalDate: hasDates ? (arrivalDate ?? undefined) : undefined,
    departureDate: hasDates ? (departureDate ?? undefined) : undefined,
    status: STATUS.get(status),
    sourceStatus: status,
    adults: fields.count('adults'),
    children: fields.count('children'),
    ...(isPriced ? { currency, totalRate: price } : {}),
    ...(currency !== undefined && price === null ? { currency, totalRate: null } : {}),
    ...(currency === null && price != null ? { currency, totalRate: null } : {}),
    specialRequests: guestNote === undefined ? undefined : guestNote === null ? [] : [guestNote],
    notes: notes.includes(undefined) ? undefined : notes.filter((note) => note != null)
  }
  // An amount without a currency is no total, and the full name may say more than its parts.
  const kept = { ...(isPriced ? {} : given(data, 'totalPrice')), ...(names.isFull ? {} : given(data, 'guestName')) }
  const extra = { ...fields.rest('id'), ...kept }
  return [
    ...fields.problems,
    {
      kind: 'reservation',
      id,
      order: orderOf(data),
      data: {
        reservation: { ...reservation(reported, 'hostaway'), extra },
        vendor: { event: nameOf(payload.event), ...aroundOf(payload) }
      },
      whole: ['extra']
    }
  ]
}

/** `YYYY-MM-DD HH:MM:SS` as the earliest instant that it can be, so that it is never after the arrival because of its zone. */
function orderOf(data: JsonObject): string | undefined {
  const { updatedOn } = given(data, 'updatedOn')
  const [, date, time] = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d(?:\.\d{1,6})?)/.exec(String(updatedOn ?? '')) ?? []
  return date === undefined ? undefined : toUtc(`${date}T${time}+14:00`)
}

function given(data: JsonObject, name: string): JsonObject {
  return Object.hasOwn(data, name) && data[name] != null ? { [name]: data[name] } : {}
}

/** Fields beside the data, like `listingMapId`. */
function aroundOf(payload: Payload): JsonObject {
  const { accountId: _accountId, event: _event, object: _object, data: _data, ...around } = payload as JsonObject
  return around // it comes from a JSON body
}

function nameOf(event: unknown): string | null {
  return typeof event === 'string' ? event : null
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Flags are 0 and 1. */
function isSet(data: JsonObject, name: string): boolean {
  const { [name]: flag } = given(data, name)
  return flag === 1 || flag === '1' || flag === true
}

/** The event has one name in both directions; the flag tells which it is. Links to attachments expire: see `vendor`. */
function readMessage(payload: Payload, data: JsonObject): AdapterReading[] {
  const { accountId } = payload
  const { id, problems } = idOf(data)
  if (id === undefined) return problems
  const fields = readFields(data, '/data', null, problems)
  const isInbound = isSet(data, 'isIncoming')
  const communicationType = fields.text('communicationType') ?? null
  const message = {
    channel: 'pms:hostaway',
    direction: isInbound ? 'inbound' : 'outbound',
    type: communicationType ?? 'unknown',
    from: null,
    to: null,
    text: fields.text('body') ?? null,
    media: [],
    accountId: isId(accountId) ? String(accountId) : null,
    communicationType,
    conversationId: fields.text('conversationId') ?? null,
    reservationId: fields.text('reservationId') ?? null
  }
  const vendor = { payload: data, ...aroundOf(payload) }
  const type = isInbound ? 'message.received' : 'message.sent'
  return [...fields.problems, thin(type, 'message', id, message, { vendor })]
}
