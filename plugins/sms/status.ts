import type { Reading } from '../../schemas/reading.ts'
import { SmsStatus } from '../../schemas/sms.ts'
import { personAt, schemeOf } from './address.ts'
import { extraOf } from './extra.ts'

const KNOWN: ReadonlySet<string> = new Set(Object.keys(SmsStatus.properties))

/**
 * Reads a status callback. Each status of a message is a fact of its own.
 * https://www.twilio.com/docs/messaging/guides/track-outbound-message-status
 */
export function readStatus(parameters: SmsStatus): readonly Reading[] {
  const id = parameters.MessageSid ?? parameters.SmsSid
  const status = parameters.MessageStatus ?? parameters.SmsStatus
  if (id === undefined) return [{ path: 'MessageSid', problem: 'is missing' }]
  if (status === undefined) return [{ path: 'MessageStatus', problem: 'is missing' }]
  if (isIncoming(status)) return [{ path: 'MessageStatus', problem: 'is that of an incoming message' }]
  const to = parameters.To ?? ''
  return [
    {
      type: 'message.status_changed',
      source: 'twilio',
      kind: 'message',
      id,
      key: ['status', id, status],
      data: {
        status: {
          channel: 'sms',
          externalId: id,
          status,
          time: null,
          accountId: parameters.AccountSid ?? null,
          messagingServiceId: parameters.MessagingServiceSid || undefined,
          from: parameters.From ?? null,
          to: parameters.To ?? null,
          recipient: { ...personAt(to) },
          transport: schemeOf(to),
          errorCode: errorCode(parameters),
          errorMessage: parameters.ErrorMessage || parameters.ChannelStatusMessage || null,
          carrierTime: parameters.RawDlrDoneDate || undefined,
          extra: extraOf(parameters, KNOWN)
        }
      }
    }
  ]
}

/** https://www.twilio.com/docs/messaging/api/message-resource#message-status-values */
export function isIncoming(status: string): boolean {
  return status === 'received' || status === 'receiving'
}

/** A success can carry the code 0, or an empty one. */
function errorCode({ ErrorCode }: SmsStatus): string | null {
  return ErrorCode && ErrorCode !== '0' ? ErrorCode : null
}
