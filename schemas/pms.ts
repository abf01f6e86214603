import { type Static, Type } from '@sinclair/typebox'
import { ExternalId, Instant, LocalDate, Nullable, OneOf, Text } from './common.ts'

/** The five words a sender may use. Adapters use more: see docs/event-model.md. */
export const RESERVATION_STATUSES = ['confirmed', 'checked_in', 'checked_out', 'cancelled', 'no_show'] as const

/** The event types that `POST /webhooks/pms/events` accepts. */
export const CORE_TYPES = [
  'reservation.created',
  'reservation.updated',
  'reservation.cancelled',
  'guest.checked_in',
  'guest.checked_out',
  'guest.updated',
  'room.status_changed'
] as const

// Every object is open: senders add fields, and an unknown field is no reason to refuse a delivery.

const Source = Type.String({ minLength: 1, maxLength: 64, errorMessage: 'must be a string of 1 to 64 characters' })
const Name = Nullable(Text(255))
const Word = Nullable(Text(255))
/** Free text. Only the size of the body bounds it; an event that gets too large has the beginning: see docs/event-model.md. */
const LongText = Text(4 * 1024 * 1024)
const Count = Nullable(Type.Integer({ minimum: 0, maximum: 10_000, errorMessage: 'must be a whole number, 0 or more' }))
const RoomName = Nullable(
  Type.String({ maxLength: 255, errorMessage: 'must be a string: a room number is a name, like "501A"' })
)

/** The reported part of a guest. A walk-in often has no id. */
export const GuestFields = Type.Object({
  externalId: Type.Optional(Nullable(ExternalId)),
  source: Type.Optional(Nullable(Source)),
  firstName: Type.Optional(Name),
  lastName: Type.Optional(Name),
  email: Type.Optional(Nullable(Text(1024))),
  phone: Type.Optional(Nullable(Text(255))),
  language: Type.Optional(Word),
  nationality: Type.Optional(
    Nullable(Type.String({ pattern: '^[A-Za-z]{2}$', errorMessage: 'must be two letters (ISO 3166-1 alpha-2)' }))
  ),
  loyaltyTier: Type.Optional(Word),
  vipStatus: Type.Optional(Word),
  preferences: Type.Optional(
    Nullable(Type.Array(Type.Object({ category: Text(255), value: LongText }), { maxItems: 1000 }))
  ),
  notes: Type.Optional(Nullable(LongText))
})
export type GuestFields = Static<typeof GuestFields>

/** Body of `POST /webhooks/pms/guests`. */
export const GuestBody = Type.Object({
  ...GuestFields.properties,
  externalId: ExternalId,
  source: Source,
  propertyId: Type.Optional(Nullable(ExternalId)),
  updatedAt: Type.Optional(Nullable(Instant))
})
export type GuestBody = Static<typeof GuestBody>

/** A number, or a decimal string: what an exact amount is made from. A refund makes a total negative. */
export const Money = Type.Union(
  [
    Type.Number({ minimum: -1e15, maximum: 1e15 }),
    Type.String({ pattern: '^-?[0-9]{1,20}(\\.[0-9]{1,20})?$', maxLength: 42 })
  ],
  { errorMessage: 'must be a number, or a decimal string like "599.00"' }
)

export const Currency = Type.String({ pattern: '^[A-Za-z]{3}$', errorMessage: 'must be three letters (ISO 4217)' })

const RoomStay = Type.Object({
  externalId: Type.Optional(Nullable(ExternalId)),
  roomNumber: Type.Optional(RoomName),
  roomType: Type.Optional(Word),
  arrivalDate: Type.Optional(Nullable(LocalDate)),
  departureDate: Type.Optional(Nullable(LocalDate)),
  adults: Type.Optional(Count),
  children: Type.Optional(Count),
  status: Type.Optional(Word)
})

/** The reported part of a reservation: `data.reservation` in the body of `POST /webhooks/pms/events`. */
export const ReservationFields = Type.Object({
  externalId: ExternalId,
  source: Type.Optional(Nullable(Source)),
  confirmationNumber: Type.Optional(Nullable(ExternalId)),
  guest: Type.Optional(Nullable(GuestFields)),
  roomNumber: Type.Optional(RoomName),
  roomType: Type.Optional(Word),
  arrivalDate: Type.Optional(LocalDate),
  departureDate: Type.Optional(LocalDate),
  status: Type.Optional(OneOf(...RESERVATION_STATUSES)),
  adults: Type.Optional(Count),
  children: Type.Optional(Count),
  rateCode: Type.Optional(Word),
  totalRate: Type.Optional(Nullable(Money)),
  currency: Type.Optional(Nullable(Currency)),
  specialRequests: Type.Optional(Nullable(Type.Array(LongText, { maxItems: 1000 }))),
  notes: Type.Optional(Nullable(Type.Array(LongText, { maxItems: 1000 }))),
  sourceStatus: Type.Optional(Word),
  updatedAt: Type.Optional(Nullable(Instant)),
  rooms: Type.Optional(Nullable(Type.Array(RoomStay, { maxItems: 1000 })))
})
export type ReservationFields = Static<typeof ReservationFields>

/** Body of `POST /webhooks/pms/reservations`: the whole state of a reservation. */
export const ReservationBody = Type.Object({
  ...ReservationFields.properties,
  source: Source,
  arrivalDate: LocalDate,
  departureDate: LocalDate,
  status: OneOf(...RESERVATION_STATUSES),
  propertyId: Type.Optional(Nullable(ExternalId))
})
export type ReservationBody = Static<typeof ReservationBody>

export const RoomFields = Type.Object({
  externalId: Type.Optional(Nullable(ExternalId)),
  number: Type.Optional(RoomName),
  type: Type.Optional(Word),
  floor: Type.Optional(Nullable(ExternalId)),
  housekeeping: Type.Optional(Nullable(OneOf('dirty', 'pickup', 'clean', 'inspected'))),
  occupancy: Type.Optional(Nullable(OneOf('vacant', 'occupied'))),
  service: Type.Optional(Nullable(OneOf('in_service', 'out_of_service', 'out_of_order'))),
  status: Type.Optional(Word)
})
export type RoomFields = Static<typeof RoomFields>

/** Body of `POST /webhooks/pms/events`. */
export const EventBody = Type.Object({
  type: OneOf(...CORE_TYPES),
  source: Source,
  timestamp: Type.Optional(Nullable(Instant)),
  propertyId: Type.Optional(Nullable(ExternalId)),
  data: Type.Object({
    reservation: Type.Optional(Nullable(ReservationFields)),
    guest: Type.Optional(Nullable(GuestFields)),
    room: Type.Optional(Nullable(RoomFields)),
    roomNumber: Type.Optional(RoomName),
    previousStatus: Type.Optional(Word),
    newStatus: Type.Optional(Word)
  })
})
export type EventBody = Static<typeof EventBody>
