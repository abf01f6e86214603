import { type Static, Type } from '@sinclair/typebox'

// All objects are open, because Meta adds fields without notice. Only the parts that a reading needs are described here.
// https://developers.facebook.com/documentation/business-messaging/whatsapp/webhooks/overview

/** Meta's ids are strings. Some senders have JSON numbers. */
const Id = Type.Union([Type.String({ minLength: 1 }), Type.Number()])
const Unknown = Type.Optional(Type.Unknown())
// Not a record: to check one costs a list of all its fields.
const Values = Type.Unsafe<Readonly<Record<string, unknown>>>(Type.Object({}))
type Values = Static<typeof Values>
/** Any value except a long list. Real lists have one or two items, and each item takes several times its size in memory. */
const Few = Type.Optional(
  Type.Not(Type.Array(Type.Unknown(), { minItems: 101 }), { errorMessage: 'must have at most 100 items' })
)
const Many = { maxItems: 1000 }

/** The envelope of every notification. Its items are checked one by one: one that does not fit does not affect the others. */
export const WhatsAppPayload = Type.Object({
  object: Unknown,
  entry: Type.Union([Type.Array(Type.Unknown()), Values], { errorMessage: 'must be a list' })
})
export type WhatsAppPayload = Static<typeof WhatsAppPayload>

export const WhatsAppEntry = Type.Object({
  id: Unknown,
  time: Unknown,
  changes: Type.Union([Type.Array(Type.Unknown()), Values], { errorMessage: 'must be a list' })
})

export const WhatsAppChange = Type.Object({ field: Type.String(), value: Values })
export type WhatsAppChange = Static<typeof WhatsAppChange>

/** A message with an id becomes an event, even if other parts are invalid. */
export const WhatsAppMessage = Type.Object({ id: Id })

/** Some senders have spaces around the digits, or a plus before them. */
const Degrees = Type.Union([Type.Number(), Type.String({ pattern: '^\\s{0,9}[-+]?\\d{1,3}(\\.\\d{1,30})?\\s{0,9}$' })])

export const WhatsAppCardParts = Type.Unsafe<Values>(
  Type.Object({ phones: Few, emails: Few, addresses: Few, urls: Few })
)

export const WhatsAppOrderItem = Type.Object({
  quantity: Type.Union([Type.Number(), Type.String({ pattern: '^\\d{1,15}$' })]),
  item_price: Type.Union([
    Type.Number({ minimum: -1e15, maximum: 1e15 }),
    Type.String({ pattern: '^-?\\d{1,30}(\\.\\d{1,30})?$' })
  ]),
  currency: Type.String({ minLength: 1 })
})

/** The content of a message, by its kind. It is in the field with the name of the kind. */
export const WhatsAppContent = {
  text: Type.Object({ body: Type.String() }),
  media: Values,
  location: Type.Object({
    latitude: Degrees,
    longitude: Degrees
  }),
  contacts: Type.Array(WhatsAppCardParts, Many),
  interactive: Values,
  reply: Type.Object({ id: Unknown, title: Unknown, description: Unknown }),
  form: Type.Object({ name: Unknown, body: Unknown, response_json: Type.String() }),
  callPermission: Type.Object({ response: Type.String() }),
  button: Type.Object({ text: Unknown, payload: Unknown }),
  reaction: Type.Object({ message_id: Id, emoji: Unknown }),
  order: Type.Object({
    product_items: Type.Array(WhatsAppOrderItem, Many)
  }),
  system: Type.Object({ type: Type.String() }),
  revoke: Type.Object({ original_message_id: Id }),
  edit: Type.Object({
    original_message_id: Id,
    message: Values
  })
} as const

export const WhatsAppStatus = Type.Object({ id: Id, status: Type.String({ minLength: 1 }) })

export const WhatsAppPayment = Type.Object({
  id: Id,
  status: Type.String({ minLength: 1 }),
  timestamp: Unknown,
  payment: Type.Unsafe<{ reference_id: string | number; transaction?: unknown } & Values>(
    Type.Object({ reference_id: Id, transaction: Unknown })
  )
})

const WholeAmount = Type.Integer({ minimum: -Number.MAX_SAFE_INTEGER, maximum: Number.MAX_SAFE_INTEGER })

/** An amount is `value / offset`: 21000 with the offset 100 is 210.00. */
export const WhatsAppAmount = Type.Object({
  currency: Type.String({ minLength: 1 }),
  amount: Type.Object({
    value: WholeAmount,
    offset: Type.Union([1, 10, 100, 1000, 10_000].map((offset) => Type.Literal(offset)))
  })
})

export const WhatsAppCall = Type.Object({ id: Id, event: Unknown })

export const WhatsAppConversion = Type.Object({
  id: Id,
  event_name: Unknown,
  timestamp: Unknown,
  ctwa_clid: Unknown,
  custom_data: Unknown
})

/** A price is in thousandths of its currency. */
export const WhatsAppPrice = Type.Object({ currency: Type.String({ minLength: 1 }), value: WholeAmount })

/** Meta's handshake (GET). A repeated parameter is an array, and does not match. */
export const WhatsAppHandshake = Type.Object({
  'hub.mode': Type.Literal('subscribe'),
  'hub.verify_token': Type.String({ minLength: 1 }),
  'hub.challenge': Type.String()
})
