import { type Static, Type } from '@sinclair/typebox'

// Twilio's parameters are text, all of them, and new ones come without notice. A known one that comes twice is a list
// of values and fits nothing here: nobody can say which of the two was meant.

const Sid = Type.String({ minLength: 1, maxLength: 255 })
const Parameter = Type.Optional(Type.String())

/** An incoming message. `SmsMessageSid` and `SmsSid` are the older names of `MessageSid`. */
export const SmsMessage = Type.Object({
  MessageSid: Type.Optional(Sid),
  SmsMessageSid: Type.Optional(Sid),
  SmsSid: Type.Optional(Sid),
  AccountSid: Parameter,
  From: Type.String(),
  To: Type.String(),
  Body: Parameter,
  NumMedia: Parameter
})
export type SmsMessage = Static<typeof SmsMessage>

/** A status callback. `SmsStatus` is the older name of `MessageStatus`. */
export const SmsStatus = Type.Object({
  MessageSid: Type.Optional(Sid),
  SmsSid: Type.Optional(Sid),
  MessageStatus: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
  SmsStatus: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
  AccountSid: Parameter,
  From: Parameter,
  To: Parameter,
  ErrorCode: Parameter,
  ErrorMessage: Parameter
})
export type SmsStatus = Static<typeof SmsStatus>
