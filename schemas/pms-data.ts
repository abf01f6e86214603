import { Type } from '@sinclair/typebox'
import { Instant, LocalDate, Nullable, OneOf } from './common.ts'
import { RESERVATION_STATUSES } from './pms.ts'

// `data` of PMS events, as docs/event-model.md describes it: what an adapter makes of its vendor's payload. Every field may be
// missing, because most vendors report only a part.

const Id = Type.Optional(Type.String({ minLength: 1, errorMessage: 'must be an id as text' }))
const Words = Type.Optional(Nullable(Type.String()))
const Count = Type.Optional(Nullable(Type.Integer({ minimum: 0 })))

const Amount = Type.Object({
  amount: Type.String({ pattern: '^-?\\d+(\\.\\d+)?$', errorMessage: 'must be an exact decimal as text: "599.00"' }),
  currency: Type.String({ pattern: '^[A-Z]{3}$', errorMessage: 'must be three capital letters (ISO 4217)' })
})

export const GuestData = Type.Object({
  externalId: Id,
  firstName: Words,
  lastName: Words,
  email: Words,
  phone: Words,
  phoneE164: Type.Optional(
    Nullable(Type.String({ pattern: '^\\+[1-9]\\d{6,14}$', errorMessage: 'must be a number in E.164' }))
  ),
  language: Words
})

export const ReservationData = Type.Object({
  externalId: Id,
  confirmationNumber: Words,
  guest: Type.Optional(Nullable(GuestData)),
  roomNumber: Words,
  arrivalDate: Type.Optional(LocalDate),
  departureDate: Type.Optional(LocalDate),
  status: Type.Optional(OneOf(...RESERVATION_STATUSES, 'inquiry', 'pending', 'tentative', 'waitlisted')),
  sourceStatus: Words,
  adults: Count,
  children: Count,
  totalRate: Type.Optional(Nullable(Amount)),
  updatedAt: Type.Optional(Nullable(Instant))
})

export const RoomData = Type.Object({
  externalId: Id,
  number: Words,
  housekeeping: Type.Optional(OneOf('dirty', 'pickup', 'clean', 'inspected')),
  occupancy: Type.Optional(OneOf('vacant', 'occupied')),
  service: Type.Optional(OneOf('in_service', 'out_of_service', 'out_of_order'))
})

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
