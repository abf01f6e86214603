import type { Json, JsonObject, Reading } from '../../schemas/reading.ts'
import { SmsMessage } from '../../schemas/sms.ts'
import { embeddedJson } from '../../src/contract/decode.ts'
import { personAt, schemeOf } from './address.ts'
import { extraOf } from './extra.ts'
import { readMedia } from './media.ts'
import { isIncoming, readStatus } from './status.ts'

const KNOWN: ReadonlySet<string> = new Set(Object.keys(SmsMessage.properties))

/** Reads an incoming message. Twilio gives no time, so the time of arrival stands in. */
export function readMessage(parameters: SmsMessage): readonly Reading[] {
  const id = parameters.MessageSid ?? parameters.SmsMessageSid ?? parameters.SmsSid
  if (id === undefined) return [{ path: 'MessageSid', problem: 'is missing' }]
  // Only a status callback that was set to the URL of messages has this, and what the hotel sent is no guest's message.
  if (parameters.MessageStatus && !isIncoming(parameters.MessageStatus)) return readStatus(parameters)
  const { media, repeated } = readMedia(parameters)
  return [
    {
      type: 'message.received',
      source: 'twilio',
      kind: 'message',
      id,
      key: ['message', id],
      data: {
        message: {
          channel: 'sms',
          externalId: id,
          direction: 'inbound',
          type: parameters.MessageType || typeOf(parameters, media.length),
          from: parameters.From,
          to: parameters.To,
          transport: schemeOf(parameters.From) ?? schemeOf(parameters.To) ?? (media.length > 0 ? 'mms' : 'sms'),
          sender: sender(parameters),
          contactName: parameters.ProfileName || null,
          text: parameters.Body || null,
          media,
          accountId: parameters.AccountSid ?? null,
          messagingServiceId: parameters.MessagingServiceSid || undefined,
          segments: /^\d{1,6}$/.test(parameters.NumSegments ?? '') ? Number(parameters.NumSegments) : undefined,
          ...answer(parameters),
          ...circumstances(parameters),
          extra: extraOf(parameters, KNOWN)
        }
      }
    },
    ...repeated
  ]
}

function typeOf({ Latitude, ButtonText, ButtonPayload, ListId }: SmsMessage, media: number): string {
  if (Latitude) return 'location'
  if (ButtonText || ButtonPayload) return 'button'
  if (ListId) return 'list'
  return media > 0 ? 'media' : 'text'
}

/** `WaId` is not `From` for some countries, and the business-scoped id comes beside a number or instead of it. */
function sender({ From, WaId, ExternalUserId }: SmsMessage): JsonObject {
  const person = personAt(From)
  const userId = ExternalUserId ? (personAt(ExternalUserId).userId ?? ExternalUserId) : person.userId
  return { ...person, waId: WaId || person.waId, userId }
}

/** What a guest shared, chose or filled in: RCS and WhatsApp only. */
function answer(parameters: SmsMessage): JsonObject {
  const { Latitude, Longitude, ButtonText, ButtonPayload, ListId, ListTitle } = parameters
  const json = parameters.FlowData || parameters.InteractiveData
  return {
    location:
      isDegrees(Latitude) && isDegrees(Longitude)
        ? {
            latitude: Number(Latitude),
            longitude: Number(Longitude),
            name: parameters.Label || undefined,
            address: parameters.Address || undefined
          }
        : undefined,
    selection: choice('button', ButtonPayload, ButtonText) ?? choice('list', ListId, ListTitle),
    form: json ? { name: null, values: embeddedJson(json) as Json, json } : undefined
  }
}

function isDegrees(text: string | undefined): boolean {
  return /^-?\d{1,3}(\.\d{1,30})?$/.test(text ?? '')
}

function choice(kind: string, id: string | undefined, title: string | undefined): JsonObject | undefined {
  return id || title ? { kind, id: id || null, title: title || null } : undefined
}

function circumstances(parameters: SmsMessage): JsonObject {
  const { OriginalRepliedMessageSid, OriginalRepliedMessageSender, ErrorCode, ErrorUrl } = parameters
  return {
    replyTo: OriginalRepliedMessageSid
      ? { messageId: OriginalRepliedMessageSid, from: OriginalRepliedMessageSender || null }
      : undefined,
    forwarded: parameters.Forwarded === 'true' || undefined,
    frequentlyForwarded: parameters.FrequentlyForwarded === 'true' || undefined,
    referral: readReferral(parameters),
    optOut: parameters.OptOutType || undefined,
    // Only where Twilio calls the fallback URL, because the first one had failed.
    fallback: ErrorCode || ErrorUrl ? { errorCode: ErrorCode || null } : undefined
  }
}

/** Nearly every WhatsApp message says that its ad had no media, though it came from no ad. */
function readReferral(parameters: SmsMessage): JsonObject | undefined {
  const referral = {
    sourceUrl: parameters.ReferralSourceUrl || undefined,
    sourceId: parameters.ReferralSourceId || undefined,
    sourceType: parameters.ReferralSourceType || undefined,
    headline: parameters.ReferralHeadline || undefined,
    body: parameters.ReferralBody || undefined,
    mediaType: parameters.ReferralMediaContentType || undefined,
    mediaUrl: parameters.ReferralMediaUrl || undefined,
    clickId: parameters.ReferralCtwaClid || undefined
  }
  return Object.values(referral).some((value) => value !== undefined) ? referral : undefined
}
