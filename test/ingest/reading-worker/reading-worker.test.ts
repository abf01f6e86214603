import { createHmac } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import t from 'tap'
import type { LimitOverrides } from '../../../bench/limits-with.ts'
import { buildTestApp, SECRETS } from '../../support/test-app.ts'
import hostile from './hostile-adapter.ts'

const FILE = fileURLToPath(new URL('./hostile-adapter.js', import.meta.url))
const SECRET = { ...SECRETS, HOSTILE_WEBHOOK_SECRET: 'test_hostile_secret_0123' }
const PADDING = 'x'.repeat(200 * 1024)

function open(t: Parameters<typeof buildTestApp>[0], reading: LimitOverrides['reading'] = {}) {
  return buildTestApp(t, SECRET, { adapters: [hostile], adapterFiles: [FILE], limits: { reading } })
}

type App = Awaited<ReturnType<typeof open>>

function send({ post }: App, mode: string, padding = PADDING) {
  const headers = { 'content-type': 'application/json', 'x-webhook-secret': SECRET.HOSTILE_WEBHOOK_SECRET }
  return post('/webhooks/pms/hostile', JSON.stringify({ mode, padding }), headers)
}

t.test('a large body is read like a small one: events, redaction, problems, and replies', async (t) => {
  const worker = await open(t)
  const none = await open(t, { atOnceBytes: Number.POSITIVE_INFINITY })
  const guest = { externalId: '1', source: 'opera', lastName: 'Roe', comment: `4111 1111 1111 1111 ${PADDING}` }
  const extra = Object.fromEntries(Array.from({ length: 20_000 }, (_, at) => [`field${at}`, at]))
  const message = (id: number) => ({
    id: `wamid.${id}`,
    from: `49151${1_000_000 + id}`,
    type: 'text',
    text: { body: 'é' }
  })
  const whatsapp = { messages: [...Array.from({ length: 300 }, (_, at) => message(at)), ...Array(60_000).fill({})] }
  const entry = [{ id: '1', changes: [{ field: 'messages', value: whatsapp }] }]
  const bodies: [string, string | object][] = [
    ['/webhooks/pms/guests', guest],
    ['/webhooks/pms/guests', { ...guest, externalId: '2', comment: 'a', ...extra }],
    ['/webhooks/pms/guests', { ...guest, lastName: 1 }],
    ['/webhooks/pms/guests', `{"a":${PADDING}`],
    ['/webhooks/pms/hostile', { mode: 'fine', padding: PADDING }],
    ['/webhooks/pms/hostile', { mode: 'throw', padding: PADDING }],
    ['/webhooks/whatsapp', { object: 'whatsapp_business_account', entry }],
    ['/webhooks/sms', `From=%2B4915112345678&Body=${PADDING}`]
  ]
  const seen = []
  for (const { post, deliveries, events, rows } of [worker, none]) {
    const replies = []
    for (const [url, body] of bodies) {
      const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body))
      const { statusCode, payload } = await post(url, bytes, headersFor(url, bytes))
      replies.push([statusCode, payload.replace(/[\da-f]{8}-[\da-f-]{27}/g, 'id')])
    }
    const [bodiesStored, delivered, happened] = [
      await rows('select masked, sha256(body) from deliveries order by id'),
      await deliveries(),
      await events()
    ]
    seen.push({
      replies,
      bodiesStored,
      deliveries: delivered.map(({ id: _id, receivedAt: _at, events, ...rest }) => ({
        ...rest,
        events: events.length
      })),
      events: happened.map(({ type, subject, data }) => ({ type, subject, data }))
    })
  }
  const [one, other] = seen
  t.strictSame(one, other)
  t.strictSame(
    one?.replies.map(([status]) => status),
    [200, 200, 400, 400, 200, 200, 200, 200]
  )
  t.equal(one?.bodiesStored[0]?.['masked'], true)
})

t.test('a body whose reading does not end, or dies, is quarantined with its bytes, and others go on', async (t) => {
  const app = await open(t, { deadlineMs: 3_000, heapMebibytes: 64 })
  const order: string[] = []
  const sent = (['loop', 'exit', 'memory', 'fine'] as const).map(async (mode) => {
    const { statusCode, payload } = await send(app, mode)
    order.push(mode)
    return [statusCode, /"outcome":"(\w+)"/.exec(payload)?.[1] ?? payload]
  })
  const small = await send(app, 'fine', '')
  order.push('small')
  t.equal(small.payload, 'read: fine')
  t.strictSame(await Promise.all(sent), [
    [200, 'quarantined'],
    [200, 'quarantined'],
    [200, 'quarantined'],
    [200, 'read: fine']
  ])
  t.strictSame(order, ['small', 'loop', 'exit', 'memory', 'fine'])
  const deliveries = await app.deliveries()
  t.strictSame(deliveries.map(({ reason }) => reason).sort(), [
    '1 of its items could not be read: it takes more than 3 seconds',
    '1 of its items could not be read: it takes more than 64 MiB',
    '1 of its items could not be read: its thread ended',
    null,
    null
  ])
  const stored = await app.rows(
    "select convert_from(body, 'UTF8')::json ->> 'mode' as mode from deliveries order by mode"
  )
  t.strictSame(stored, [{ mode: 'exit' }, { mode: 'fine' }, { mode: 'fine' }, { mode: 'loop' }, { mode: 'memory' }])
})

t.test('readings that are too large together are not taken', async (t) => {
  const app = await open(t, { resultBytes: 1024 * 1024 })
  t.equal((await send(app, 'many')).statusCode, 200)
  const [delivery] = await app.deliveries()
  t.equal(delivery?.reason, '1 of its items could not be read: its readings take more than 1 MiB')
  t.strictSame(await app.events(), [])
})

t.test('when too many large bodies wait, a further one gets a 503, and small ones do not wait', async (t) => {
  const app = await open(t, { queuedBodies: 1 })
  const [first, second, third, small] = await Promise.all([
    send(app, 'many'),
    send(app, 'fine'),
    send(app, 'fine'),
    send(app, 'fine', '')
  ])
  t.strictSame(
    [first, second, third, small].map((reply) => reply?.statusCode),
    [200, 200, 503, 200]
  )
  t.equal((await app.deliveries()).length, 3)
})

t.test('a stored large body is replayed in the worker thread', async (t) => {
  const app = await open(t)
  await send(app, 'fine')
  const [delivery] = await app.deliveries()
  const headers = { authorization: 'Bearer test-api-token-0123456789' }
  const { statusCode, payload } = await app.app.inject({
    method: 'POST',
    url: `/api/deliveries/${delivery?.id}/replay`,
    headers
  })
  t.equal(statusCode, 200, payload)
})

function headersFor(url: string, body: Buffer): Record<string, string> {
  const json = { 'content-type': 'application/json' }
  if (url === '/webhooks/whatsapp') {
    const signature = createHmac('sha256', SECRET.WHATSAPP_APP_SECRET).update(body).digest('hex')
    return { ...json, 'x-hub-signature-256': `sha256=${signature}` }
  }
  if (url === '/webhooks/sms') {
    const pairs = [...new URLSearchParams(body.toString())].sort().map((pair) => pair.join(''))
    const signed = `https://gw.example.test${url}${pairs.join('')}`
    const signature = createHmac('sha1', SECRET.TWILIO_AUTH_TOKEN).update(signed).digest('base64')
    return { 'content-type': 'application/x-www-form-urlencoded', 'x-twilio-signature': signature }
  }
  const isHostile = url.endsWith('/hostile')
  return { ...json, 'x-webhook-secret': isHostile ? SECRET.HOSTILE_WEBHOOK_SECRET : SECRET.PMS_WEBHOOK_SECRET }
}
