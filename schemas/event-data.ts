import { type Static, Type } from '@sinclair/typebox'
import { Nullable } from './common.ts'
import { eventPart } from './event-part.ts'
import { MessageData, Person, StatusData } from './message.ts'
import { Omitted } from './omitted.ts'
import { GuestData, ReservationData, RoomData } from './pms-data.ts'

// `data` of each event type that Bellhook makes. Adapters of other packages may make further types.

const Text = Type.Optional(Type.String())
const NullableText = Type.Optional(Nullable(Type.String()))
const Extra = Type.Optional(
  Type.Record(Type.String(), Type.Unknown(), { description: 'fields that this schema does not describe' })
)

const COMMON = {
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

const ofMessage = Type.Object({ message: Message, ...COMMON })
const ofStatus = Type.Object({ status: MessageStatus, ...COMMON })

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
const ofReservation = Type.Object({ reservation: Reservation, ...OF_PMS })
const ofGuest = Type.Object({ ...OF_PMS, guest: Guest, reservation: Type.Optional(Reservation) })
/** The sender of `POST /webhooks/pms/events` may name only the guest. */
const ofStay = Type.Object({ reservation: Type.Optional(Reservation), ...OF_PMS })
/** Apaleo reports a maintenance without its room. */
const ofRoom = Type.Object({
  reservation: Type.Optional(Reservation),
  maintenance: Type.Optional(Type.Object({ externalId: Text })),
  ...OF_PMS
})

/** Bellhook itself reports it: a vendor whose webhooks stopped. */
const ofProvider = Type.Object({
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
function about<const Kind extends string, const Field extends string = never>(
  kind: Kind,
  fields: readonly Field[] = []
) {
  const values = Object.fromEntries(fields.map((name) => [name, Type.Optional(Type.Unknown())]))
  const entity = Type.Object({ ...values, ...Identity.properties })
  return Type.Unsafe<{ [Name in Kind]: Entity<Field> } & Static<typeof Common>>(
    Type.Object({ [kind]: entity, ...COMMON })
  )
}

const TEMPLATE = ['name', 'language'] as const
const GROUP = ['change', 'requestId', 'errors'] as const
const UserAction = Type.Object({
  ...Identity.properties,
  action: NullableText,
  clickId: NullableText,
  trackingToken: NullableText,
  component: Text,
  productId: Text
})
const ReportedError = Type.Object({ code: NullableText, title: NullableText, details: NullableText, message: Text })

export const EVENT_DATA = {
  'message.received': ofMessage,
  'message.status_changed': ofStatus,
  'reservation.created': ofReservation,
  'reservation.updated': ofReservation,
  'reservation.cancelled': ofReservation,
  'guest.checked_in': ofStay,
  'guest.checked_out': ofStay,
  'guest.updated': ofGuest,
  'room.status_changed': ofRoom,

  'message.edited': ofMessage,
  'message.revoked': ofMessage,
  'message.echoed': ofMessage,
  'message.imported': ofMessage,
  'message.observed': ofMessage,
  'message.sent': ofMessage,
  'conversation.started': ofMessage,
  'contact.changed': ofMessage,
  'guest.deleted': ofGuest,

  'account.alert_raised': about('account', ['entityType', 'entityId', 'alert', 'severity', 'status', 'description']),
  'account.capability_changed': about('account', [
    'dailyConversations',
    'dailyConversationsPerNumber',
    'numbersPerBusiness',
    'numbersPerAccount'
  ]),
  'account.reviewed': about('account', ['decision']),
  'account.updated': about('account', [
    'event',
    'phoneNumber',
    'country',
    'businessAccountId',
    'adAccountId',
    'disconnectionReason',
    'disconnectedBy',
    'violation',
    'restrictions',
    'banState',
    'lockExpiresAt',
    'tier'
  ]),
  'call.status_changed': about('call', ['status', 'to', 'callbackData']),
  'call.updated': about('call', [
    'event',
    'status',
    'direction',
    'from',
    'to',
    'contactName',
    'startedAt',
    'endedAt',
    'seconds',
    'callbackData',
    'errors'
  ]),
  'contact.preference_changed': about('contact', ['category', 'value', 'detail']),
  'contact.synced': about('contact', ['action', 'fullName', 'firstName', 'username']),
  'conversation.handed_over': about('phone_number', ['change', 'previousOwner', 'newOwner', 'summary']),
  'conversation.summarized': about('phone_number', ['kind', 'summary', 'messageIds']),
  'conversion.recorded': about('conversion', ['event', 'clickId', 'price']),
  'error.reported': Type.Object({ error: ReportedError, ...COMMON }),
  'flow.updated': about('flow', [
    'event',
    'text',
    'oldStatus',
    'newStatus',
    'alert',
    'threshold',
    'errorRate',
    'availability',
    'warning'
  ]),
  'group.lifecycle_changed': about('group', [...GROUP, 'subject', 'description', 'inviteLink', 'joinApproval']),
  'group.participants_changed': about('group', [
    ...GROUP,
    'reason',
    'joinRequestId',
    'initiatedBy',
    'added',
    'removed',
    'failed'
  ]),
  'group.settings_changed': about('group', [...GROUP, 'subject', 'description', 'picture']),
  'group.status_changed': about('group', GROUP),
  'partner_solution.updated': about('partner_solution', ['event', 'status']),
  'payment.status_changed': about('payment', ['statusId', 'status', 'total', 'transaction', 'payer']),
  'payment.updated': about('payment'),
  'payment_configuration.updated': about('payment_configuration', ['provider', 'merchantId', 'status']),
  'phone_number.name_reviewed': about('phone_number', ['decision', 'name', 'reason']),
  'phone_number.quality_changed': about('phone_number', ['event', 'oldLimit', 'currentLimit', 'dailyConversations']),
  'phone_number.security_changed': about('phone_number', ['event', 'requester']),
  'phone_number.settings_changed': about('phone_number', ['setting', 'calling']),
  'phone_number.username_changed': about('phone_number', ['username', 'status']),
  'provider.recovered': ofProvider,
  'provider.silent': ofProvider,
  'subscription.confirmation_requested': about('subscription', ['action', 'confirmUrl']),
  'template.category_changed': about('template', [...TEMPLATE, 'before', 'after', 'correct', 'changesAt']),
  'template.category_detected': about('template', [...TEMPLATE, 'category', 'correct']),
  'template.components_changed': about('template', [...TEMPLATE, 'body', 'title', 'footer', 'buttons']),
  'template.quality_changed': about('template', [...TEMPLATE, 'before', 'after']),
  'template.status_changed': about('template', [
    ...TEMPLATE,
    'category',
    'status',
    'reason',
    'explanation',
    'recommendation',
    'title',
    'description'
  ]),
  // Without an id of its own, it is about the phone number.
  'user_action.recorded': Type.Object({
    user_action: Type.Optional(UserAction),
    phone_number: Type.Optional(UserAction),
    ...COMMON
  })
} as const

/** An event type that Bellhook describes. */
export type EventType = keyof typeof EVENT_DATA
