import { type Static, Type } from '@sinclair/typebox'

// All of Twilio's parameters are texts, and Twilio adds new ones without notice. The schemas name the parameters that are read.
// They accept any value, so a parameter that is no text affects no other.
// https://www.twilio.com/docs/messaging/guides/webhook-request

const Parameter = Type.Optional(Type.Unknown())

/** An incoming message. `SmsMessageSid` and `SmsSid` are the older names of `MessageSid`. */
export const SmsMessage = Type.Object({
  MessageSid: Parameter,
  SmsMessageSid: Parameter,
  SmsSid: Parameter,
  SmsStatus: Parameter,
  MessageStatus: Parameter,
  ApiVersion: Parameter,
  AccountSid: Parameter,
  MessagingServiceSid: Parameter,
  From: Parameter,
  To: Parameter,
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
  ErrorUrl: Parameter,
  // Of Twilio Conversations.
  EventType: Parameter,
  Author: Parameter,
  DateCreated: Parameter
})
export type SmsMessage = Static<typeof SmsMessage>

/** A status callback. `SmsStatus` is the older name of `MessageStatus`. */
export const SmsStatus = Type.Object({
  MessageSid: Parameter,
  SmsSid: Parameter,
  MessageStatus: Parameter,
  SmsStatus: Parameter,
  ApiVersion: Parameter,
  AccountSid: Parameter,
  MessagingServiceSid: Parameter,
  From: Parameter,
  To: Parameter,
  WaId: Parameter,
  ExternalUserId: Parameter,
  ErrorCode: Parameter,
  ErrorMessage: Parameter,
  ChannelStatusMessage: Parameter,
  RawDlrDoneDate: Parameter
})
export type SmsStatus = Static<typeof SmsStatus>
