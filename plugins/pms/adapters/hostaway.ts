import { type Static, Type } from '@sinclair/typebox'
import { check } from '../../../schemas/check.ts'
import { ExternalId, OneOf } from '../../../schemas/common.ts'
import type { JsonObject } from '../../../schemas/reading.ts'
import { basic } from '../../../src/contract/verifiers.ts'
import { type AdapterReading, defineAdapter, namesOf, readFields, reservation, thin, toUtc } from '../adapter.ts'

const AccountId = Type.Optional(Type.Unknown())

/** Only ids are required. All other fields are read one by one, so that an odd value costs no more than its field. */
const Reservation = Type.Object({
  accountId: AccountId,
  event: OneOf('reservation.created', 'reservation.updated'),
  data: Type.Object({ id: ExternalId })
})

const Message = Type.Object({
  accountId: AccountId,
  event: Type.Literal('message.received'),
  data: Type.Object({ id: ExternalId })
})

// By their names: an unknown event may have `data` as well.
const isReservation = check(Reservation).accepts
const isMessage = check(Message).accepts
const isId = check(ExternalId).accepts

/** Hostaway sends all of its events to each webhook, so there will be others. */
const Other = Type.Object({
  accountId: AccountId,
  event: Type.String({ pattern: '^(?!(reservation\\.(created|updated)|message\\.received)$)' })
})

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
  payload: Type.Union([Reservation, Message, Other]),
  property: ({ accountId }) => (isId(accountId) ? String(accountId) : undefined),
  duplicateKey: () => [],

  normalize(payload) {
    const { accountId = null } = payload
    const odd = accountId === null || isId(accountId) ? [] : [{ path: '/accountId', problem: 'is not an id' }]
    if (isReservation(payload)) return [...odd, ...readReservation(payload)]
    if (isMessage(payload)) return [...odd, ...readMessage(payload)]
    return [...odd, { path: '/event', problem: 'is not a known event', cause: 'unknown_type' }]
  }
})

function readReservation({ event, data }: Static<typeof Reservation>): AdapterReading[] {
  const fields = readFields(data as unknown as JsonObject, '/data', null)
  const names = namesOf(fields.text('guestFirstName'), fields.text('guestLastName'), fields.text('guestName'))
  const [arrivalDate, departureDate] = [fields.date('arrivalDate'), fields.date('departureDate')]
  const [currency, price] = [fields.currency('currency'), fields.amount('totalPrice')]
  const isPriced = currency != null && price != null
  const [guestNote, status] = [fields.text('guestNote'), fields.text('status')]
  const notes = [fields.text('hostNote'), fields.text('comment')]
  const hasDates = !isSet(data, 'isDatesUnspecified')
  const reported = {
    externalId: data.id,
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
      id: String(data.id),
      order: orderOf(data),
      data: { reservation: { ...reservation(reported, 'hostaway'), extra }, vendor: { event } },
      whole: ['extra']
    }
  ]
}

/** `YYYY-MM-DD HH:MM:SS` as the earliest instant that it can be, so that it is never after the arrival because of its zone. */
function orderOf(data: object): string | undefined {
  const { updatedOn } = given(data, 'updatedOn')
  const [, date, time] = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d(?:\.\d{1,6})?)/.exec(String(updatedOn ?? '')) ?? []
  return date === undefined ? undefined : toUtc(`${date}T${time}+14:00`)
}

function given(data: object, name: string): JsonObject {
  const fields = data as JsonObject // it comes from a JSON body
  return Object.hasOwn(data, name) && fields[name] != null ? { [name]: fields[name] } : {}
}

/** Flags are 0 and 1. */
function isSet(data: object, name: string): boolean {
  const { [name]: flag } = given(data, name)
  return flag === 1 || flag === '1' || flag === true
}

/** The event has one name in both directions; the flag tells which it is. Links to attachments expire: see `vendor`. */
function readMessage({ accountId, data }: Static<typeof Message>): AdapterReading[] {
  const fields = readFields(data as unknown as JsonObject, '/data', null)
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
  const vendor = { payload: data as unknown as JsonObject }
  const type = isInbound ? 'message.received' : 'message.sent'
  return [...fields.problems, thin(type, 'message', String(data.id), message, { vendor })]
}
