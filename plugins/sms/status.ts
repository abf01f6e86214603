import type { Reading } from '../../schemas/reading.ts'
import { type SmsMessage, SmsStatus } from '../../schemas/sms.ts'
import { accountIds } from './account-ids.ts'
import { personOf, schemeOf } from './address.ts'
import { extraOf } from './extra.ts'
import { ownQuery, textsOf } from './parameters.ts'

type Name = keyof SmsStatus

// The names are those of the schema.
const NAMES = Object.keys(SmsStatus.properties) as Name[]
const KNOWN: ReadonlySet<string> = new Set(NAMES)

export const LONGEST_SID = 255
const LONGEST_STATUS = 64

/**
 * Reads a status callback. Each status of a message is a fact of its own.
 * https://www.twilio.com/docs/messaging/guides/track-outbound-message-status
 */
export function readStatus(
  parameters: SmsStatus | SmsMessage,
  context: { query?: string | undefined } = {}
): readonly Reading[] {
  const { texts, odd } = textsOf<Name>(parameters, NAMES)
  const id = texts.MessageSid ?? texts.SmsSid
  const status = texts.MessageStatus ?? texts.SmsStatus
  if (id === undefined) return odd.length > 0 ? odd : [{ path: 'MessageSid', problem: 'is missing' }]
  if (id.length > LONGEST_SID) return [{ path: 'MessageSid', problem: `must have at most ${LONGEST_SID} characters` }]
  if (status === undefined) return odd.length > 0 ? odd : [{ path: 'MessageStatus', problem: 'is missing' }]
  if (status.length > LONGEST_STATUS) {
    return [{ path: 'MessageStatus', problem: `must have at most ${LONGEST_STATUS} characters` }]
  }
  if (isIncoming(status)) return [{ path: 'MessageStatus', problem: 'is that of an incoming message' }]
  const to = texts.To ?? ''
  const unread = new Set(odd.map(({ path }) => path))
  return [
    {
      type: 'message.status_changed',
      source: 'twilio',
      kind: 'message',
      id,
      key: ['status', id, status],
      ids: accountIds(texts.From, texts),
      data: {
        status: {
          channel: 'sms',
          externalId: id,
          status,
          time: null,
          accountId: texts.AccountSid ?? null,
          messagingServiceId: texts.MessagingServiceSid,
          from: texts.From ?? null,
          to: texts.To ?? null,
          recipient: { ...personOf(to, texts.WaId, texts.ExternalUserId) },
          transport: schemeOf(to),
          errorCode: errorCode(texts.ErrorCode),
          errorMessage: texts.ErrorMessage ?? texts.ChannelStatusMessage ?? null,
          carrierTime: texts.RawDlrDoneDate,
          query: ownQuery(parameters, context.query),
          extra: extraOf(parameters, (name) => KNOWN.has(name) && !unread.has(name))
        }
      }
    },
    ...odd
  ]
}

/** https://www.twilio.com/docs/messaging/api/message-resource#message-status-values */
export function isIncoming(status: unknown): boolean {
  return status === 'received' || status === 'receiving'
}

/** What a guest can send, in any channel. A status callback has none of them. */
const CONTENT = [
  'Body',
  'MediaUrl0',
  'ButtonText',
  'ButtonPayload',
  'ListId',
  'Latitude',
  'FlowData',
  'InteractiveData'
]

/** True: an incoming message was sent to the URL of the statuses. A message without a status has a content. */
export function isIncomingMessage(parameters: SmsStatus): boolean {
  const { MessageStatus, SmsStatus: older } = parameters
  const status = MessageStatus || older
  return isIncoming(status) || (!status && CONTENT.some((name) => Boolean(Reflect.get(parameters, name))))
}

/** A success can carry the code 0, or an empty one. */
function errorCode(code: string | undefined): string | null {
  return code !== undefined && code !== '0' ? code : null
}
