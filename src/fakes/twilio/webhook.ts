import { createHmac } from 'node:crypto'
import type { JsonObject } from '../../../schemas/reading.ts'
import { textOf } from '../json.ts'
import type { OutgoingWebhook } from '../vendor.ts'
import { ACCOUNT, TOKEN } from './house.ts'

/** https://www.twilio.com/docs/usage/security#validating-requests. Only messages of guests are announced. */
export function twilioWebhook(record: JsonObject, url: string | undefined): readonly OutgoingWebhook[] {
  if (url === undefined || record['direction'] !== 'inbound') return []
  const form: Readonly<Record<string, string>> = {
    AccountSid: ACCOUNT,
    Body: textOf(record['body']),
    From: textOf(record['from']),
    MessageSid: textOf(record['sid']),
    NumMedia: textOf(record['num_media']),
    NumSegments: textOf(record['num_segments']),
    To: textOf(record['to'])
  }
  const signed = Object.entries(form)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) => name + value)
    .join('')
  const signature = createHmac('sha1', TOKEN)
    .update(url + signed)
    .digest('base64')
  const headers = { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': signature }
  return [{ url, headers, body: new URLSearchParams(form).toString() }]
}
