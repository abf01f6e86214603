import { type Static, Type } from '@sinclair/typebox'
import { check } from '../../../schemas/check.ts'
import { ExternalId, LocalDate, Nullable, OneOf } from '../../../schemas/common.ts'
import { Currency, Money } from '../../../schemas/pms.ts'
import type { JsonObject } from '../../../schemas/reading.ts'
import { basic } from '../../../src/contract/verifiers.ts'
import { type AdapterReading, defineAdapter, reservation, thin } from '../adapter.ts'

const Maybe = Type.Optional(Nullable(Type.String()))
const MaybeCount = Type.Optional(Nullable(Type.Integer({ minimum: 0 })))
const MaybeId = Type.Optional(Nullable(ExternalId))

const Reservation = Type.Object({
  accountId: MaybeId,
  event: OneOf('reservation.created', 'reservation.updated'),
  data: Type.Object({
    id: ExternalId,
    confirmationCode: Maybe,
    guestName: Maybe,
    guestFirstName: Maybe,
    guestLastName: Maybe,
    guestEmail: Maybe,
    phone: Maybe,
    guestLocale: Maybe,
    adults: MaybeCount,
    children: MaybeCount,
    arrivalDate: Type.Optional(LocalDate),
    departureDate: Type.Optional(LocalDate),
    totalPrice: Type.Optional(Nullable(Money)),
    currency: Type.Optional(Nullable(Currency)),
    guestNote: Maybe,
    status: Maybe
  })
})

const Message = Type.Object({
  accountId: MaybeId,
  event: Type.Literal('message.received'),
  data: Type.Object({
    id: ExternalId,
    conversationId: MaybeId,
    reservationId: MaybeId,
    body: Maybe,
    communicationType: Maybe,
    /** Flags are 0 and 1. */
    isIncoming: Type.Optional(Type.Unknown())
  })
})

// By their names: what is not known may have `data` as well.
const isReservation = check(Reservation).accepts
const isMessage = check(Message).accepts

/** Hostaway sends every event it has to every hook, so there will be others. */
const Other = Type.Object({
  accountId: MaybeId,
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

// What our words leave out and a hotel would miss: another listing, a guest more. They are `extra`.
const BESIDE = ['listingMapId', 'channelName', 'numberOfGuests', 'infants', 'pets', 'checkInTime', 'checkOutTime']

/**
 * Hostaway sends whole reservations, so they are read as states. Its times have no zone and cannot be ordered with ours:
 * the later arrival counts, although Hostaway says that deliveries may overtake each other.
 */
export default defineAdapter({
  name: 'hostaway',
  title: 'Hostaway',
  docs: 'https://api.hostaway.com/documentation',
  proof: 'documented',
  verify: basic(),
  payload: Type.Union([Reservation, Message, Other]),
  property: ({ accountId }) => (accountId == null ? undefined : String(accountId)),
  duplicateKey: () => [],

  normalize(payload) {
    if (isReservation(payload)) return [readReservation(payload)]
    if (isMessage(payload)) return [readMessage(payload)]
    return [{ path: '/event', problem: 'is an event that is not known', cause: 'unknown_type' }]
  }
})

function readReservation({ data }: Static<typeof Reservation>): AdapterReading {
  const { currency, totalPrice, guestNote } = data
  const told = {
    ...beside(data),
    externalId: data.id,
    confirmationNumber: data.confirmationCode || undefined,
    guest: {
      firstName: data.guestFirstName ?? undefined,
      lastName: data.guestLastName ?? (data.guestFirstName ? undefined : (data.guestName ?? undefined)),
      email: data.guestEmail ?? undefined,
      phone: data.phone ?? undefined,
      language: data.guestLocale ?? undefined
    },
    arrivalDate: data.arrivalDate,
    departureDate: data.departureDate,
    status: STATUS.get(data.status),
    sourceStatus: data.status ?? undefined,
    adults: data.adults ?? undefined,
    children: data.children ?? undefined,
    ...(currency != null && totalPrice != null ? { currency, totalRate: totalPrice } : {}),
    specialRequests: guestNote ? [guestNote] : undefined
  }
  return { kind: 'reservation', id: String(data.id), data: { reservation: reservation(told, 'hostaway') } }
}

function beside(data: object): JsonObject {
  const fields = data as JsonObject // it comes from a parsed body
  return Object.fromEntries(BESIDE.filter((name) => Object.hasOwn(data, name)).map((name) => [name, fields[name]]))
}

/** The event has one name in both directions; the flag tells which it is. Links to attachments expire: see `vendor`. */
function readMessage({ accountId, data }: Static<typeof Message>): AdapterReading {
  const isInbound = data.isIncoming === 1 || data.isIncoming === true
  const fields = {
    channel: 'pms:hostaway',
    direction: isInbound ? 'inbound' : 'outbound',
    type: data.communicationType ?? 'unknown',
    from: null,
    to: null,
    text: data.body ?? null,
    media: [],
    accountId: accountId == null ? null : String(accountId),
    communicationType: data.communicationType ?? null,
    conversationId: data.conversationId == null ? null : String(data.conversationId),
    reservationId: data.reservationId == null ? null : String(data.reservationId)
  }
  const vendor = { payload: data as unknown as JsonObject }
  return thin(isInbound ? 'message.received' : 'message.sent', 'message', String(data.id), fields, { vendor })
}
