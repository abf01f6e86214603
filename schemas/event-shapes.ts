import { type Static, Type } from '@sinclair/typebox'
import { Nullable } from './common.ts'
import { eventPart } from './event-part.ts'
import { MessageData, Person, StatusData } from './message.ts'
import { Omitted } from './omitted.ts'
import { GuestData, ReservationData, RoomData } from './pms-data.ts'

// Shapes of `data`, which several event types have in common.

const Text = Type.Optional(Type.String())
const NullableText = Type.Optional(Nullable(Type.String()))
const Extra = Type.Optional(
  Type.Record(Type.String(), Type.Unknown(), { description: 'fields that this schema does not describe' })
)

export const COMMON = {
  vendor: Type.Optional(Type.Unknown({ description: 'the payload of the provider' })),
  omitted: Type.Optional(
    Type.Array(Omitted, { description: 'parts that were left out, because the event would be too large' })
  )
}
const Common = Type.Object(COMMON)

const Change = Type.Object(
  {
    path: Type.String({ description: 'JSON pointer into the entity: `/guest/phone`' }),
    before: Type.Unknown(),
    after: Type.Unknown()
  },
  { title: 'Change' }
)

/** A message of any channel. PMSs pass on messages of their own inboxes. */
const Message = eventPart(
  Type.Object(
    {
      ...MessageData.properties,
      channel: Type.String({ description: '`whatsapp`, `sms`, or `pms:<source>`' }),
      conversationId: NullableText,
      reservationId: NullableText,
      communicationType: NullableText
    },
    { title: 'Message' }
  )
)
const MessageStatus = eventPart(StatusData)
const Guest = eventPart(GuestData)
const Reservation = eventPart(ReservationData)
const Room = eventPart(RoomData)

export const ofMessage = Type.Object({ message: Message, ...COMMON })
export const ofStatus = Type.Object({ status: MessageStatus, ...COMMON })

const OF_PMS = {
  guest: Type.Optional(Guest),
  room: Type.Optional(Room),
  changes: Type.Optional(
    Type.Array(Change, { description: 'what a state changed; absent: no earlier state is stored' })
  ),
  previousStatus: NullableText,
  newStatus: NullableText,
  extra: Extra,
  ...COMMON
}
export const ofReservation = Type.Object({ reservation: Reservation, ...OF_PMS })
export const ofGuest = Type.Object({ ...OF_PMS, guest: Guest, reservation: Type.Optional(Reservation) })
/** The sender of `POST /webhooks/pms/events` may name only the guest. */
export const ofStay = Type.Object({ reservation: Type.Optional(Reservation), ...OF_PMS })
/** Apaleo reports a maintenance without its room. */
export const ofRoom = Type.Object({
  reservation: Type.Optional(Reservation),
  maintenance: Type.Optional(Type.Object({ externalId: Text })),
  ...OF_PMS
})

/** Bellhook itself reports it: a vendor whose webhooks stopped. */
export const ofProvider = Type.Object({
  provider: Type.Object({
    source: Type.String({ description: 'the vendor; `bellhook` where it is about several' }),
    reason: Type.String({
      description: '`missed_changes`, `subscription_missing`, `credential_refused`, or `no_traffic`'
    }),
    missed: Type.Number({ description: 'changes that were found without a webhook; 0 where that does not apply' }),
    since: Type.String({ description: 'the last webhook, or the moment of the refusal' }),
    until: Text,
    sources: Type.Optional(Type.Array(Type.String(), { description: 'the vendors, where it is about several' }))
  }),
  ...COMMON
})

/** What the further types have in common. */
const Identity = Type.Object({
  externalId: Text,
  accountId: NullableText,
  portfolioId: Text,
  phoneNumberId: NullableText,
  person: Type.Optional(eventPart(Person)),
  extra: Extra
})

type Entity<Field extends string> = Static<typeof Identity> & { [Name in Field]?: unknown }

/** Data with one object that has some of the fields, whose values are those of the provider. */
export function about<const Kind extends string, const Field extends string = never>(
  kind: Kind,
  fields: readonly Field[] = []
) {
  const values = Object.fromEntries(fields.map((name) => [name, Type.Optional(Type.Unknown())]))
  const entity = Type.Object({ ...values, ...Identity.properties })
  return Type.Unsafe<{ [Name in Kind]: Entity<Field> } & Static<typeof Common>>(
    Type.Object({ [kind]: entity, ...COMMON })
  )
}

export const UserAction = Type.Object({
  ...Identity.properties,
  action: NullableText,
  clickId: NullableText,
  trackingToken: NullableText,
  component: Text,
  productId: Text
})
export const ReportedError = Type.Object({
  code: NullableText,
  title: NullableText,
  details: NullableText,
  message: Text
})
