import { Type } from '@sinclair/typebox'
import { Instant, LocalDate, Nullable, OneOf } from './common.ts'
import { Omitted } from './omitted.ts'
import { RESERVATION_STATUSES } from './pms.ts'

// Guests, reservations, and rooms in the `data` of an event, as docs/event-model.md describes them. The readings of adapters are
// checked against these schemas. Every field may be missing, because most vendors report only a part.

const Id = Type.String({ minLength: 1, errorMessage: 'must be an id as text' })
const Word = Type.Optional(Nullable(Type.String()))
const Count = Type.Optional(Nullable(Type.Integer({ minimum: 0 })))
const Extra = Type.Optional(
  Type.Record(Type.String(), Type.Unknown(), { description: 'fields that this schema does not describe' })
)
const OmittedParts = Type.Optional(Type.Array(Omitted, { description: 'parts of this state that were left out' }))

const Amount = Type.Object({
  amount: Type.String({ pattern: '^-?\\d+(\\.\\d+)?$', errorMessage: 'must be an exact decimal as text: "599.00"' }),
  currency: Type.String({ pattern: '^[A-Z]{3}$', errorMessage: 'must be three capital letters (ISO 4217)' })
})

export const GuestData = Type.Object(
  {
    externalId: Type.Optional(Nullable(Id)),
    source: Word,
    firstName: Word,
    lastName: Word,
    email: Word,
    emailValid: Type.Optional(Nullable(Type.Boolean({ description: 'false: `email` is malformed' }))),
    phone: Type.Optional(Nullable(Type.String({ description: 'as the sender wrote it' }))),
    phoneE164: Type.Optional(
      Nullable(Type.String({ pattern: '^\\+[1-9]\\d{6,14}$', errorMessage: 'must be a number in E.164' }))
    ),
    language: Type.Optional(Nullable(Type.String({ description: 'BCP 47, or the word of the sender' }))),
    nationality: Word,
    loyaltyTier: Word,
    vipStatus: Word,
    preferences: Type.Optional(Type.Array(Type.Object({ category: Type.String(), value: Type.String() }))),
    notes: Word,
    deleted: Type.Optional(Type.Boolean({ description: 'true: the PMS deleted the guest' })),
    extra: Extra,
    omitted: OmittedParts
  },
  { title: 'Guest' }
)

const RoomStay = Type.Object({
  externalId: Type.Optional(Nullable(Id)),
  roomNumber: Word,
  roomType: Word,
  arrivalDate: Type.Optional(Nullable(LocalDate)),
  departureDate: Type.Optional(Nullable(LocalDate)),
  adults: Count,
  children: Count,
  status: Word
})

export const ReservationData = Type.Object(
  {
    externalId: Type.Optional(Id),
    source: Word,
    confirmationNumber: Word,
    guest: Type.Optional(Nullable(GuestData)),
    roomNumber: Word,
    roomType: Word,
    arrivalDate: Type.Optional(LocalDate),
    departureDate: Type.Optional(LocalDate),
    status: Type.Optional(OneOf(...RESERVATION_STATUSES, 'inquiry', 'pending', 'tentative', 'waitlisted')),
    sourceStatus: Type.Optional(Nullable(Type.String({ description: 'the word of the PMS' }))),
    adults: Count,
    children: Count,
    rateCode: Word,
    totalRate: Type.Optional(Nullable(Amount)),
    currency: Word,
    specialRequests: Type.Optional(Type.Array(Type.String())),
    notes: Type.Optional(Type.Array(Type.String())),
    updatedAt: Type.Optional(Nullable(Instant)),
    rooms: Type.Optional(Type.Array(RoomStay)),
    extra: Extra,
    omitted: OmittedParts
  },
  { title: 'Reservation' }
)

export const RoomData = Type.Object(
  {
    externalId: Type.Optional(Nullable(Id)),
    number: Word,
    type: Word,
    floor: Word,
    status: Word,
    sourceStatus: Type.Optional(Nullable(Type.String({ description: 'the word of the PMS' }))),
    housekeeping: Type.Optional(Nullable(OneOf('dirty', 'pickup', 'clean', 'inspected'))),
    occupancy: Type.Optional(Nullable(OneOf('vacant', 'occupied'))),
    service: Type.Optional(Nullable(OneOf('in_service', 'out_of_service', 'out_of_order'))),
    extra: Extra,
    omitted: OmittedParts
  },
  { title: 'Room' }
)

export const PmsData = Type.Object({
  reservation: Type.Optional(ReservationData),
  guest: Type.Optional(GuestData),
  room: Type.Optional(RoomData)
})

// What an adapter may return for a delivery, and `normalize` for one item.

const Property = Type.Optional(
  Type.Union([Type.String({ maxLength: 255 }), Type.Undefined()], {
    errorMessage: 'has to be a text of at most 255 characters'
  })
)
const Key = Type.Optional(
  Type.Union([Type.Array(Type.Union([Type.String(), Type.Undefined()])), Type.Undefined()], {
    errorMessage: 'has to be a list of texts'
  })
)

export const AroundShape = Type.Object({
  property: Property,
  key: Key
})

const Paths = Type.Optional(Type.Union([Type.Array(Type.String()), Type.Undefined()]))

export const EventShape = Type.Object({
  type: Type.Optional(Type.String({ pattern: '^[a-z_]+\\.[a-z_]+$', errorMessage: 'must be `<noun>.<verb>`' })),
  kind: Type.String({ pattern: '^[a-z_]+$', errorMessage: 'must be a word like `reservation`' }),
  id: Type.String({ minLength: 1, errorMessage: 'must be an id as text' }),
  time: Type.Optional(Type.Union([Instant, Type.Undefined()])),
  order: Type.Optional(Type.Union([Instant, Type.Undefined()])),
  property: Property,
  key: Key,
  assumed: Paths,
  whole: Paths,
  data: PmsData
})

/** A reading without a type reports the state of an entity, so it needs the entity. */
export const StateShape = Type.Union(
  (['reservation', 'guest', 'room'] as const).map((kind) =>
    Type.Object({ kind: Type.Literal(kind), data: Type.Object({ [kind]: Type.Object({}) }) })
  )
)
