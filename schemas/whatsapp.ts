import { type Static, Type } from '@sinclair/typebox'

// Open everywhere: Meta adds fields without notice, and only what is read here is described.

/** Absent, empty and null mean the same: drafts of the 2026 payloads used empty strings for omitted keys. */
const Maybe = Type.Optional(Type.Union([Type.String(), Type.Null()]))

/** Seconds since 1970: text in messages and statuses, a number in some others. */
const Seconds = Type.Optional(Type.Union([Type.String(), Type.Number(), Type.Null()]))

/** The envelope of every notification. What is in it is checked item by item, so that a poison one spoils only itself. */
export const WhatsAppPayload = Type.Object({ object: Type.String(), entry: Type.Array(Type.Unknown()) })
export type WhatsAppPayload = Static<typeof WhatsAppPayload>

export const WhatsAppEntry = Type.Object({ changes: Type.Array(Type.Unknown()) })

export const WhatsAppChange = Type.Object({ field: Type.String(), value: Type.Record(Type.String(), Type.Unknown()) })

export const WhatsAppMessage = Type.Object({
  id: Type.String({ minLength: 1 }),
  type: Type.String(),
  from: Maybe,
  from_user_id: Maybe,
  timestamp: Seconds
})
export type WhatsAppMessage = Static<typeof WhatsAppMessage>

export const WhatsAppText = Type.Object({ text: Type.Object({ body: Type.String() }) })

const WhatsAppError = Type.Object({
  code: Type.Optional(Type.Union([Type.Number(), Type.String()])),
  title: Maybe,
  message: Maybe,
  error_data: Type.Optional(Type.Union([Type.Object({ details: Maybe }), Type.Null()]))
})

export const WhatsAppStatus = Type.Object({
  id: Type.String({ minLength: 1 }),
  status: Type.String({ minLength: 1 }),
  type: Maybe,
  timestamp: Seconds,
  recipient_id: Maybe,
  recipient_user_id: Maybe,
  recipient_participant_id: Maybe,
  recipient_participant_user_id: Maybe,
  errors: Type.Optional(Type.Union([Type.Array(WhatsAppError), Type.Null()]))
})
export type WhatsAppStatus = Static<typeof WhatsAppStatus>

export const WhatsAppContact = Type.Object({
  wa_id: Maybe,
  user_id: Maybe,
  profile: Type.Optional(Type.Union([Type.Object({ name: Maybe, username: Maybe }), Type.Null()]))
})

export const WhatsAppMetadata = Type.Object({ display_phone_number: Maybe, phone_number_id: Maybe })

/** Meta's handshake (GET). A parameter that comes twice is an array, and fits nothing. */
export const WhatsAppHandshake = Type.Object({
  'hub.mode': Type.Literal('subscribe'),
  'hub.verify_token': Type.String({ minLength: 1 }),
  'hub.challenge': Type.String()
})
