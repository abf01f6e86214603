import { type Static, Type } from '@sinclair/typebox'

// Twilio's parameters are text, all of them, and new ones come without notice. A known one that comes twice with
// different values is a list and fits nothing here: nobody can say which of the two was meant.
// https://www.twilio.com/docs/messaging/guides/webhook-request

const Sid = Type.String({ minLength: 1, maxLength: 255 })
const Parameter = Type.Optional(Type.String())

/** An incoming message. `SmsMessageSid` and `SmsSid` are the older names of `MessageSid`. */
export const SmsMessage = Type.Object({
  MessageSid: Type.Optional(Sid),
  SmsMessageSid: Type.Optional(Sid),
  SmsSid: Type.Optional(Sid),
  SmsStatus: Parameter,
  MessageStatus: Parameter,
  ApiVersion: Parameter,
  AccountSid: Parameter,
  MessagingServiceSid: Parameter,
  From: Type.String(),
  To: Type.String(),
  Body: Parameter,
  NumMedia: Parameter,
  NumSegments: Parameter,
  MessageType: Parameter,
  ProfileName: Parameter,
  WaId: Parameter,
  ExternalUserId: Parameter,
  OptOutType: Parameter,
  Latitude: Parameter,
  Longitude: Parameter,
  Address: Parameter,
  Label: Parameter,
  ButtonText: Parameter,
  ButtonPayload: Parameter,
  ListId: Parameter,
  ListTitle: Parameter,
  FlowData: Parameter,
  InteractiveData: Parameter,
  Forwarded: Parameter,
  FrequentlyForwarded: Parameter,
  OriginalRepliedMessageSid: Parameter,
  OriginalRepliedMessageSender: Parameter,
  ReferralNumMedia: Parameter,
  ReferralBody: Parameter,
  ReferralHeadline: Parameter,
  ReferralSourceId: Parameter,
  ReferralSourceType: Parameter,
  ReferralSourceUrl: Parameter,
  ReferralMediaContentType: Parameter,
  ReferralMediaUrl: Parameter,
  ReferralCtwaClid: Parameter,
  ErrorCode: Parameter,
  ErrorUrl: Parameter
})
export type SmsMessage = Static<typeof SmsMessage>

/** A status callback. `SmsStatus` is the older name of `MessageStatus`. */
export const SmsStatus = Type.Object({
  MessageSid: Type.Optional(Sid),
  SmsSid: Type.Optional(Sid),
  MessageStatus: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
  SmsStatus: Type.Optional(Type.String({ minLength: 1, maxLength: 64 })),
  ApiVersion: Parameter,
  AccountSid: Parameter,
  MessagingServiceSid: Parameter,
  From: Parameter,
  To: Parameter,
  ErrorCode: Parameter,
  ErrorMessage: Parameter,
  ChannelStatusMessage: Parameter,
  RawDlrDoneDate: Parameter
})
export type SmsStatus = Static<typeof SmsStatus>
