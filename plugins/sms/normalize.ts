import type { JsonObject, Reading } from '../../schemas/reading.ts'
import type { SmsMessage, SmsStatus } from '../../schemas/sms.ts'

// Twilio sends ten at most.
const MOST_MEDIA = 100

/** Reads an incoming message. Twilio gives no time, so the time of arrival stands in. */
export function readMessage(parameters: SmsMessage): readonly Reading[] {
  const id = parameters.MessageSid ?? parameters.SmsMessageSid ?? parameters.SmsSid
  if (id === undefined) return [{ path: 'MessageSid', problem: 'is missing' }]
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
          from: parameters.From,
          to: parameters.To,
          text: parameters.Body || null,
          media: readMedia(parameters),
          accountId: parameters.AccountSid ?? null
        }
      }
    },
    ...repeatedMedia(parameters)
  ]
}

/** Reads a status callback. Each status of a message is a fact of its own. */
export function readStatus(parameters: SmsStatus): readonly Reading[] {
  const id = parameters.MessageSid ?? parameters.SmsSid
  const status = parameters.MessageStatus ?? parameters.SmsStatus
  if (id === undefined) return [{ path: 'MessageSid', problem: 'is missing' }]
  if (status === undefined) return [{ path: 'MessageStatus', problem: 'is missing' }]
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
          from: parameters.From ?? null,
          to: parameters.To ?? null,
          errorCode: errorCode(parameters),
          errorMessage: parameters.ErrorMessage || null
        }
      }
    }
  ]
}

/** A success can carry the code 0, or an empty one. */
function errorCode({ ErrorCode }: SmsStatus): string | null {
  return ErrorCode && ErrorCode !== '0' ? ErrorCode : null
}

/** Counted by what is there: `NumMedia` can be missing on some channels, and claims anything. */
function readMedia(parameters: SmsMessage): JsonObject[] {
  const values: Readonly<Record<string, unknown>> = parameters
  const media: JsonObject[] = []
  for (let at = 0; at < MOST_MEDIA; at++) {
    const url = values[`MediaUrl${at}`]
    const contentType = values[`MediaContentType${at}`]
    if (typeof url !== 'string') continue
    media.push({ contentType: typeof contentType === 'string' ? contentType : null, url })
  }
  return media
}

/** The schema does not name the media, so a URL that comes twice is found here. */
function repeatedMedia(parameters: SmsMessage): Reading[] {
  return Object.entries(parameters)
    .filter(([name, value]) => /^MediaUrl\d+$/.test(name) && typeof value !== 'string')
    .map(([name]) => ({ path: name, problem: 'comes more than once' }))
}
