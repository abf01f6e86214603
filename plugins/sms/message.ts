import { toUtc } from '../../schemas/common.ts'
import type { Json, JsonObject, Problem, Reading } from '../../schemas/reading.ts'
import { SmsMessage } from '../../schemas/sms.ts'
import { embeddedJson } from '../../src/contract/decode.ts'
import { accountIds } from './account-ids.ts'
import { isAddress, personOf, schemeOf } from './address.ts'
import { extraOf } from './extra.ts'
import { readMedia } from './media.ts'
import { ownQuery, textsOf } from './parameters.ts'
import { isIncoming, LONGEST_SID, readStatus } from './status.ts'

type Name = keyof SmsMessage
type Texts = { readonly [name in Name]?: string }

// The names are those of the schema.
const NAMES = Object.keys(SmsMessage.properties) as Name[]
const KNOWN: ReadonlySet<string> = new Set(NAMES)

/** Reads an incoming message. Twilio gives no time, so the time of arrival stands in. */
export function readMessage(parameters: SmsMessage, context: { query?: string | undefined } = {}): readonly Reading[] {
  const { texts, odd } = textsOf(parameters, NAMES)
  const id = texts.MessageSid ?? texts.SmsMessageSid ?? texts.SmsSid
  if (id === undefined) return odd.length > 0 ? odd : [{ path: 'MessageSid', problem: 'is missing' }]
  if (id.length > LONGEST_SID) return [{ path: 'MessageSid', problem: `must have at most ${LONGEST_SID} characters` }]
  // Only a status callback at the URL of messages has it. What the hotel sent is no message of a guest.
  if (texts.MessageStatus !== undefined && !isIncoming(texts.MessageStatus)) return readStatus(parameters, context)
  const from = texts.From ?? authorOf(texts)
  const { media, repeated, read } = readMedia(parameters)
  const isUnsigned = from === undefined && parameters.From === undefined
  // A guest who writes is heard, also without a name.
  if (isUnsigned && (texts.EventType !== undefined || !hasContent(texts, media.length))) return [noSender(texts)]
  const unread = new Set([...unreadNames(texts, media.length, id), ...odd.map(({ path }) => path)])
  return [
    {
      type: 'message.received',
      source: 'twilio',
      kind: 'message',
      id,
      time: toUtc(texts.DateCreated ?? ''),
      key: ['message', id],
      ids: accountIds(texts.To, texts),
      data: {
        message: {
          channel: 'sms',
          externalId: id,
          direction: 'inbound',
          type: texts.MessageType ?? typeOf(texts, media.length),
          from: from ?? null,
          to: texts.To ?? null,
          transport: schemeOf(from ?? '') ?? schemeOf(texts.To ?? '') ?? (media.length > 0 ? 'mms' : 'sms'),
          sender: { ...personOf(from ?? '', texts.WaId, texts.ExternalUserId) },
          contactName: texts.ProfileName ?? null,
          text: texts.Body ?? null,
          media,
          accountId: texts.AccountSid ?? null,
          messagingServiceId: texts.MessagingServiceSid,
          segments: isCount(texts.NumSegments) ? Number(texts.NumSegments) : undefined,
          ...answer(texts),
          ...circumstances(texts),
          query: ownQuery(parameters, context.query),
          extra: extraOf(parameters, (name) => (KNOWN.has(name) && !unread.has(name)) || read.includes(name))
        }
      }
    },
    ...odd,
    ...repeated,
    ...(isUnsigned ? [noSender(texts)] : [])
  ]
}

/**
 * Who wrote a message in Twilio Conversations. An author without an address is an agent of the hotel.
 * https://www.twilio.com/docs/conversations/conversations-webhooks
 */
function authorOf({ EventType, Author }: Texts): string | undefined {
  return EventType === 'onMessageAdded' && Author !== undefined && isAddress(Author) ? Author : undefined
}

function hasContent(
  { Body, ButtonText, ButtonPayload, ListId, Latitude, FlowData, InteractiveData }: Texts,
  media: number
) {
  return media > 0 || [Body, ButtonText, ButtonPayload, ListId, Latitude, FlowData, InteractiveData].some(Boolean)
}

function noSender({ EventType }: Texts): Problem {
  return EventType === undefined
    ? { path: 'From', problem: 'is missing' }
    : { path: 'EventType', problem: 'is an event of Twilio Conversations that is not read', cause: 'unknown_type' }
}

/** Known parameters whose values have no place in the event, because they are not what they should be. */
function unreadNames(texts: Texts, media: number, id: string): Set<string> {
  const unread = new Set<string>()
  if (texts.NumMedia !== undefined && Number(texts.NumMedia) !== media) unread.add('NumMedia')
  if (!isCount(texts.NumSegments)) unread.add('NumSegments')
  if (locationOf(texts) === undefined)
    for (const name of ['Latitude', 'Longitude', 'Address', 'Label']) unread.add(name)
  for (const name of ['MessageSid', 'SmsMessageSid', 'SmsSid'] as const) if (texts[name] !== id) unread.add(name)
  if (texts.FlowData !== undefined) unread.add('InteractiveData')
  if (texts.EventType !== undefined) for (const name of ['EventType', 'Author']) unread.add(name)
  return unread
}

function isCount(text: string | undefined): boolean {
  return /^\d{1,6}$/.test(text ?? '')
}

function typeOf({ Latitude, ButtonText, ButtonPayload, ListId }: Texts, media: number): string {
  if (Latitude) return 'location'
  if (ButtonText || ButtonPayload) return 'button'
  if (ListId) return 'list'
  return media > 0 ? 'media' : 'text'
}

/** What a guest shared, chose, or filled in: RCS and WhatsApp only. */
function answer(texts: Texts): JsonObject {
  const { ButtonText, ButtonPayload, ListId, ListTitle } = texts
  const json = texts.FlowData ?? texts.InteractiveData
  return {
    location: locationOf(texts),
    selection: choice('button', ButtonPayload, ButtonText) ?? choice('list', ListId, ListTitle),
    form: json ? { name: null, values: embeddedJson(json) as Json, json } : undefined
  }
}

function locationOf({ Latitude, Longitude, Label, Address }: Texts): JsonObject | undefined {
  if (!isDegrees(Latitude) || !isDegrees(Longitude)) return undefined
  return { latitude: Number(Latitude), longitude: Number(Longitude), name: Label, address: Address }
}

function isDegrees(text: string | undefined): boolean {
  return /^-?\d{1,3}(\.\d{1,30})?$/.test(text ?? '')
}

function choice(kind: string, id: string | undefined, title: string | undefined): JsonObject | undefined {
  return id || title ? { kind, id: id ?? null, title: title ?? null } : undefined
}

function circumstances(texts: Texts): JsonObject {
  const { OriginalRepliedMessageSid, OriginalRepliedMessageSender, ErrorCode, ErrorUrl } = texts
  return {
    replyTo: OriginalRepliedMessageSid
      ? { messageId: OriginalRepliedMessageSid, from: OriginalRepliedMessageSender ?? null }
      : undefined,
    forwarded: texts.Forwarded === 'true' || undefined,
    frequentlyForwarded: texts.FrequentlyForwarded === 'true' || undefined,
    referral: readReferral(texts),
    optOut: texts.OptOutType,
    // Only if Twilio calls the fallback URL, because the first URL had failed.
    fallback: ErrorCode || ErrorUrl ? { errorCode: ErrorCode ?? null, url: ErrorUrl } : undefined
  }
}

/** Nearly every WhatsApp message has the number of media of its ad, although it came from no ad. */
function readReferral(texts: Texts): JsonObject | undefined {
  const referral = {
    sourceUrl: texts.ReferralSourceUrl,
    sourceId: texts.ReferralSourceId,
    sourceType: texts.ReferralSourceType,
    headline: texts.ReferralHeadline,
    body: texts.ReferralBody,
    mediaType: texts.ReferralMediaContentType,
    mediaUrl: texts.ReferralMediaUrl,
    clickId: texts.ReferralCtwaClid
  }
  return Object.values(referral).some((value) => value !== undefined) ? referral : undefined
}
