import { createHmac } from 'node:crypto'
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import t from 'tap'
import { channels } from '../../plugins/index.ts'
import { bytesOf, type Case, findCases } from '../../src/cli/simulate/cases.ts'
import { formPairs } from '../../src/contract/decode.ts'
import { buildTestApp, SECRETS } from '../support/test-app.ts'

// Adapters without a credential of their own take that of the generic endpoints.
const { WHATSAPP_APP_SECRET, TWILIO_AUTH_TOKEN, PMS_WEBHOOK_SECRET } = SECRETS
const ENVIRON = { WHATSAPP_APP_SECRET, TWILIO_AUTH_TOKEN, PMS_WEBHOOK_SECRET }
const MiB = 1024 * 1024

const READABLE: readonly (readonly [string, (body: Buffer) => Buffer])[] = [
  ['gzip', gzipSync],
  ['deflate', deflateSync],
  ['deflate', deflateRawSync],
  ['br', brotliCompressSync],
  ['deflate, gzip', (body) => gzipSync(deflateSync(body))]
]

const REFUSED: readonly (readonly [name: string, coding: string, made: (body: Buffer) => Buffer, status: number])[] = [
  ['plain text', 'gzip', (body) => body, 400],
  ['plain text', 'br', (body) => body, 400],
  ['nothing', 'gzip', () => Buffer.alloc(0), 400],
  ['nothing', 'deflate', () => Buffer.alloc(0), 400],
  ['half of it', 'gzip', (body) => gzipSync(body).subarray(0, 15), 400],
  ['half of it', 'br', (body) => brotliCompressSync(body).subarray(0, 15), 400],
  ['more behind it', 'gzip', (body) => Buffer.concat([gzipSync(body), body]), 400],
  ['more behind it', 'deflate', (body) => Buffer.concat([deflateSync(body), body]), 400],
  ['more behind it', 'br', (body) => Buffer.concat([brotliCompressSync(body), body]), 400],
  ['once instead of twice', 'gzip, gzip', gzipSync, 400],
  ['an unknown coding', 'zstd', gzipSync, 415],
  ['a bomb', 'gzip', () => gzipSync(Buffer.alloc(5 * MiB, ' ')), 413],
  ['a bomb', 'br', () => brotliCompressSync(Buffer.alloc(5 * MiB, ' ')), 413]
]

t.test('each endpoint reads what is compressed, and refuses the rest in the form of all errors', async (t) => {
  const app = await buildTestApp(t, ENVIRON)
  for (const one of await oneCaseOfEach()) {
    const body = bytesOf(one, one.body)
    const path = `/webhooks/${one.channel.name}${one.endpoint}`
    const post = (coding: string, sent: Buffer) =>
      app.post(path, sent, {
        'content-type': one.contentType,
        ...one.headers,
        ...proofOf(one, path, body, sent),
        'content-encoding': coding
      })
    for (const [coding, compress] of READABLE) {
      const { statusCode, headers } = await post(coding, compress(body))
      t.strictSame([statusCode, headers['bellhook-delivery'] !== undefined], [200, true], `${path} ${coding}`)
    }
    for (const [name, coding, made, status] of REFUSED) {
      const reply = await post(coding, made(body))
      const what = `${path}: ${name} as ${coding}`
      // Twilio signs the parameters. What cannot be decoded has none, and Twilio does not repeat what it has proven.
      const ofTwilio = status === 413 ? 413 : name === 'plain text' ? 200 : 401
      const isTwilio = one.channel.name === 'sms'
      // SiteMinder reads its errors in a 200.
      const expected = one.endpoint === '/siteminder' && status !== 413 ? 200 : isTwilio ? ofTwilio : status
      t.equal(reply.statusCode, expected, what)
      if (expected === 200 || expected === 401) continue
      t.strictSame(Object.keys(reply.json().error).slice(0, 2), ['code', 'message'], what)
    }
  }
  const stored = await app.rows(
    "select distinct octet_length(body) as bytes from deliveries where outcome in ('rejected', 'quarantined')"
  )
  t.strictSame(stored, [{ bytes: 0 }], 'what cannot be decoded cannot be redacted, so nothing of it is stored')
})

t.test('a compressed form of Twilio has the same bound of parameters as any other', async (t) => {
  const app = await buildTestApp(t, ENVIRON)
  for (const path of ['/webhooks/sms', '/webhooks/sms/status'])
    for (const [count, status] of [
      [2_000, 200],
      [10_001, 413]
    ] as const) {
      const form = Buffer.from(`MessageSid=SM${count}${'&a=b'.repeat(count - 1)}`)
      const sent = gzipSync(form, { level: 1 })
      const reply = await app.post(path, sent, {
        'content-type': 'application/x-www-form-urlencoded',
        'content-encoding': 'gzip',
        ...twilioProof(path, `MessageSidSM${count}ab`)
      })
      t.equal(reply.statusCode, status, `${path} ${count}`)
    }
})

async function oneCaseOfEach(): Promise<Case[]> {
  const found = new Map<string, Case>()
  for (const one of await findCases(channels, {})) found.set(`${one.channel.name}${one.endpoint}`, one)
  return [...found.values()]
}

function proofOf({ channel }: Case, path: string, body: Buffer, sent: Buffer): Record<string, string> {
  if (channel.name === 'pms') return { 'x-webhook-secret': PMS_WEBHOOK_SECRET }
  if (channel.name === 'whatsapp') {
    return { 'x-hub-signature-256': `sha256=${createHmac('sha256', WHATSAPP_APP_SECRET).update(sent).digest('hex')}` }
  }
  const pairs = [...formPairs(body)].sort(([one], [other]) => (one < other ? -1 : 1))
  return twilioProof(path, pairs.flat().join(''))
}

function twilioProof(path: string, parameters: string): Record<string, string> {
  const text = `https://gw.example.test${path}${parameters}`
  return { 'x-twilio-signature': createHmac('sha1', TWILIO_AUTH_TOKEN).update(text).digest('base64') }
}
