import { type Static, Type } from '@sinclair/typebox'

// Open everywhere: Meta adds fields without notice, and only what a thing is useless without is described.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/overview

/** Absent, empty and null mean the same: drafts of the 2026 payloads used empty strings for omitted keys. */
const Maybe = Type.Optional(Type.Union([Type.String(), Type.Null()]))

const Id = Type.String({ minLength: 1 })
const Unknown = Type.Optional(Type.Unknown())
// Not a record: to check one costs a list of all its fields.
const Values = Type.Unsafe<Readonly<Record<string, unknown>>>(Type.Object({}))
type Values = Static<typeof Values>
/** Anything but a long list. Real ones have one item or two, and each becomes several times its size. */
const Few = Type.Optional(
  Type.Not(Type.Array(Type.Unknown(), { minItems: 101 }), { errorMessage: 'must have at most 100 items' })
)
const Many = { maxItems: 1000 }

/** The envelope of every notification. What is in it is checked item by item, so that a poison one spoils only itself. */
export const WhatsAppPayload = Type.Object({ object: Type.String(), entry: Type.Array(Type.Unknown()) })
export type WhatsAppPayload = Static<typeof WhatsAppPayload>

export const WhatsAppEntry = Type.Object({ id: Maybe, time: Unknown, changes: Type.Array(Type.Unknown()) })

export const WhatsAppChange = Type.Object({ field: Type.String(), value: Values })

export const WhatsAppMessage = Type.Object({
  id: Id,
  type: Type.String(),
  from: Maybe,
  from_user_id: Maybe,
  from_parent_user_id: Maybe,
  to: Maybe,
  to_user_id: Maybe,
  to_parent_user_id: Maybe,
  timestamp: Unknown,
  context: Unknown,
  referral: Unknown,
  group_id: Unknown,
  errors: Few,
  message_creation_type: Unknown,
  history_context: Unknown
})
export type WhatsAppMessage = Static<typeof WhatsAppMessage>

/** What a kind of message has under its own name. */
export const WhatsAppContent = {
  text: Type.Object({ body: Type.String() }),
  media: Values,
  location: Type.Object({
    latitude: Type.Union([Type.Number(), Type.String({ pattern: '^-?\\d+(\\.\\d+)?$' })]),
    longitude: Type.Union([Type.Number(), Type.String({ pattern: '^-?\\d+(\\.\\d+)?$' })])
  }),
  contacts: Type.Array(Type.Unsafe<Values>(Type.Object({ phones: Few, emails: Few, addresses: Few, urls: Few })), Many),
  interactive: Type.Object({ type: Type.String() }),
  reply: Type.Object({ id: Unknown, title: Unknown, description: Unknown }),
  form: Type.Object({ name: Unknown, body: Unknown, response_json: Type.String() }),
  callPermission: Type.Object({ response: Type.String() }),
  button: Type.Object({ text: Unknown, payload: Unknown }),
  reaction: Type.Object({ message_id: Id, emoji: Maybe }),
  order: Type.Object({
    product_items: Type.Array(
      Type.Object({
        quantity: Type.Union([Type.Number(), Type.String({ pattern: '^\\d{1,15}$' })]),
        item_price: Type.Union([
          Type.Number({ minimum: 0, maximum: 1e15 }),
          Type.String({ pattern: '^\\d{1,30}(\\.\\d{1,30})?$' })
        ]),
        currency: Type.String({ minLength: 1 })
      }),
      Many
    )
  }),
  system: Type.Object({ type: Type.String() }),
  revoke: Type.Object({ original_message_id: Id }),
  edit: Type.Object({
    original_message_id: Id,
    message: Type.Object({ type: Type.String() })
  })
} as const

export const WhatsAppStatus = Type.Object({
  id: Id,
  status: Type.String({ minLength: 1 }),
  type: Maybe,
  timestamp: Unknown,
  recipient_id: Maybe,
  recipient_user_id: Maybe,
  recipient_parent_user_id: Maybe,
  parent_recipient_user_id: Maybe,
  recipient_type: Maybe,
  recipient_participant_id: Maybe,
  recipient_participant_user_id: Maybe,
  recipient_participant_parent_user_id: Maybe,
  group_id: Unknown,
  errors: Few,
  pricing: Unknown,
  conversation: Unknown,
  biz_opaque_callback_data: Unknown
})
export type WhatsAppStatus = Static<typeof WhatsAppStatus>

/** An amount is `value / offset`: 21000 with the offset 100 is 210.00. */
export const WhatsAppPayment = Type.Object({
  id: Id,
  status: Type.String({ minLength: 1 }),
  timestamp: Unknown,
  recipient_id: Maybe,
  recipient_user_id: Maybe,
  payment: Type.Object({
    reference_id: Id,
    currency: Type.String({ minLength: 1 }),
    amount: Type.Object({
      value: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
      offset: Type.Union([1, 10, 100, 1000, 10_000].map((offset) => Type.Literal(offset)))
    }),
    transaction: Unknown
  })
})

export const WhatsAppCall = Type.Object({ id: Id, event: Type.String({ minLength: 1 }), timestamp: Unknown })

/** A value is in thousandths of the currency. */
export const WhatsAppConversion = Type.Object({
  id: Id,
  event_name: Type.String({ minLength: 1 }),
  timestamp: Unknown,
  ctwa_clid: Unknown,
  custom_data: Type.Optional(
    Type.Object({
      currency: Type.String({ minLength: 1 }),
      value: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER })
    })
  )
})

/** Meta's handshake (GET). A parameter that comes twice is an array, and fits nothing. */
export const WhatsAppHandshake = Type.Object({
  'hub.mode': Type.Literal('subscribe'),
  'hub.verify_token': Type.String({ minLength: 1 }),
  'hub.challenge': Type.String()
})
