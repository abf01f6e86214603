import type { World } from '../vendor.ts'

export const ACCOUNT = 'ACfake000000000000000000000000000a'
export const TOKEN = 'fake0000000000000000000000token0'

const DAY_MS = 24 * 60 * 60 * 1000

/** RFC 2822, as Twilio writes times. */
export function written(ms: number): string {
  return new Date(ms).toUTCString().replace('GMT', '+0000')
}

/** A message of a guest, as the list shows it. */
export function message(sid: string, body: string, direction = 'inbound') {
  const isInbound = direction === 'inbound'
  const [from, to] = isInbound ? ['+46700000000', '+4612345'] : ['+4612345', '+46700000000']
  const uri = `/2010-04-01/Accounts/${ACCOUNT}/Messages/${sid}`
  return {
    sid,
    account_sid: ACCOUNT,
    messaging_service_sid: null,
    from,
    to,
    body,
    direction,
    status: isInbound ? 'received' : 'delivered',
    num_media: '0',
    num_segments: '1',
    error_code: null,
    error_message: null,
    price: null,
    api_version: '2010-04-01',
    uri: `${uri}.json`,
    subresource_uris: { media: `${uri}/Media.json` }
  }
}

/** Two messages of guests, and an answer of the house. */
export function seedMessages({ records, now }: World): void {
  const texts = ['Late tonight', 'See you then', 'Is breakfast included?']
  for (const [at, text] of texts.entries()) {
    const sid = `SM${String(at + 1).padStart(32, '0')}`
    const time = written(now() - (3 - at) * DAY_MS)
    const times = { date_created: time, date_sent: time, date_updated: time }
    records.put('messages', sid, { ...message(sid, text, at === 1 ? 'outbound-api' : 'inbound'), ...times })
  }
}
