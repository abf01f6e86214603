import { createHmac, randomBytes } from 'node:crypto'
import { mock } from 'node:test'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import t from 'tap'
import { matchExactly } from '../support/match-exactly.ts'
import { buildTestApp, SECRETS, type TestApp } from '../support/test-app.ts'

// Everything that takes JSON, and what proves a body there.
type Route = readonly [path: string, prove: (body: Buffer) => Record<string, string>]

const ROUTES: readonly [Route, ...Route[]] = [
  ['/webhooks/whatsapp', (body) => ({ 'x-hub-signature-256': `sha256=${digest(SECRETS.WHATSAPP_APP_SECRET, body)}` })],
  ['/webhooks/pms/mews', (body) => ({ 'x-mews-signature': digest(SECRETS.MEWS_WEBHOOK_SECRET, body) })],
  [`/webhooks/pms/cloudbeds?token=${SECRETS.CLOUDBEDS_WEBHOOK_TOKEN}`, () => ({})],
  ...['guests', 'reservations', 'events'].map(
    (name) => [`/webhooks/pms/${name}`, () => ({ 'x-webhook-secret': SECRETS.PMS_WEBHOOK_SECRET })] as const
  )
]

t.test('what a stranger sends is neither parsed nor made into a text', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const json = { 'content-type': 'application/json' }
  const body = Buffer.from(`["${'x'.repeat(50_000)}"]`)
  const parse = mock.method(JSON, 'parse')
  const toText = mock.method(Buffer.prototype, 'toString')
  t.teardown(() => mock.restoreAll())
  const touched = () =>
    parse.mock.calls.some(({ arguments: [text] }) => `${text}`.length >= body.length) ||
    toText.mock.calls.some(({ result = '' }) => result.length >= body.length)
  for (const path of ROUTES.map(([path]) => path.replace(/\?.*/, ''))) {
    t.equal((await app.post(path, body, json)).statusCode, 401, path)
    t.equal(touched(), false, path)
  }
  const [[path, prove]] = ROUTES
  await app.post(path, body, { ...json, ...prove(body) })
  t.equal(touched(), true, 'but if the sender is proven it is')
})

t.test('a stranger learns nothing about the shape', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  for (const [path] of ROUTES) {
    for (const body of ['', '{', 'null', '{"a":1}']) {
      t.equal((await app.post(path.replace(/\?.*/, ''), body)).statusCode, 401, `${path} ${body}`)
    }
  }
})

const BODIES: readonly (readonly [name: string, body: Buffer])[] = [
  ['brackets', Buffer.alloc(3_000_000, '[')],
  ['deep', Buffer.from(`${'['.repeat(65)}${']'.repeat(65)}`)],
  ['objects', Buffer.from(`${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`)],
  [
    'prototype',
    Buffer.from('{"__proto__":{"x":1},"constructor":{"prototype":{"y":1}},"object":"x","entry":[],"Events":[]}')
  ],
  [
    'nul',
    Buffer.from(
      '{"object":"\\u0000","event":"a\\u0000/b","Events":[{"Discriminator":"\\u0000","Value":{"Id":"\\ud800"}}]}'
    )
  ],
  ['numbers', Buffer.from('{"timestamp":1e400,"event":"guest/created","guestId":1e200000,"x":-0,"totalRate":1e309}')],
  ['duplicate keys', Buffer.from('{"event":"a/b","event":"guest/created","guestId":1,"guestId":2}')],
  ['bom', Buffer.from('\ufeff{"Events":[]}')],
  ['utf-16', Buffer.from('{"Events":[]}', 'utf16le')],
  ['invalid utf-8', Buffer.concat([Buffer.from('{"event":"'), Buffer.from([0xff, 0xc0, 0x80]), Buffer.from('"}')])],
  [
    'long id',
    Buffer.from(
      JSON.stringify({
        event: 'guest/created',
        guestId: 'x'.repeat(10_000),
        Events: [{ Type: 'Resource', Id: 'y'.repeat(10_000) }]
      })
    )
  ],
  ['gzip', gzipSync('{"Events":[]}')],
  ['nothing', Buffer.alloc(0)],
  ['scalar', Buffer.from('42')]
]

t.test('what is proven and hostile is kept byte for byte, and never a 5xx', async (t) => {
  for (const [path, prove] of ROUTES) {
    const app = await buildTestApp(t, SECRETS)
    for (const [name, body] of BODIES) {
      const reply = await app.post(path, body, { ...prove(body), 'content-type': 'application/json' })
      t.ok(reply.statusCode < 500, `${path} ${name} ${reply.statusCode} ${reply.body.slice(0, 200)}`)
    }
    const kept = await app.deliveries()
    t.equal(kept.length, BODIES.length, path)
    for (const [at, [name, body]] of BODIES.entries()) {
      const raw = await app.get(`/api/deliveries/${kept[at]?.id}/raw`)
      t.ok(raw.rawPayload.equals(body), `${path} ${name}`)
    }
    t.equal((await app.get('/api/events')).statusCode, 200)
  }
})

t.test('content types and codings decide nothing before the proof', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const body = Buffer.from('{"Events":[]}')
  const proof = { 'x-mews-signature': digest(SECRETS.MEWS_WEBHOOK_SECRET, body) }
  for (const type of [
    'application/json\t; charset=utf-8',
    'garbage',
    'text/plain',
    'application/cloudevents+json',
    '',
    'multipart/form-data'
  ]) {
    t.equal((await app.post('/webhooks/pms/mews', body, { ...proof, 'content-type': type })).statusCode, 200, type)
    t.equal((await app.post('/webhooks/pms/mews', body, { 'content-type': type })).statusCode, 401, type)
  }
  t.equal((await app.post('/webhooks/pms/mews', body, { ...proof, 'content-encoding': 'zstd' })).statusCode, 415)
  t.equal((await app.post('/webhooks/pms/mews', body, { ...proof, 'content-encoding': 'br' })).statusCode, 400)
  t.equal((await app.post('/webhooks/pms/mews', body, { 'content-encoding': 'br' })).statusCode, 401)
  matchExactly(t, await app.deliveries('outcome=quarantined'), [{ reason: /encoding/ }, { reason: /encoding/ }])
})

t.test('a body over the limit of its route is refused before anything looks at it', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  for (const [path, limit] of [
    ...ROUTES.map(([path]) => [path, 4 * 1024 * 1024] as const),
    ['/webhooks/sms', 256 * 1024] as const,
    ['/webhooks/sms/status', 256 * 1024] as const
  ]) {
    const reply = await app.post(path, Buffer.alloc(limit + 1, 'a=b&'), { 'x-twilio-signature': 'x' })
    matchExactly(t, [reply.statusCode, reply.json().error.code], [413, 'BODY_TOO_LARGE'], path)
    if (!path.includes('token=')) t.equal((await app.post(path, Buffer.alloc(limit, '['))).statusCode, 401, path)
  }
  t.strictSame(await app.deliveries(), [])
})

t.test('64 levels and ids of 10 kB are read, 65 levels are kept unread', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  // Random, because an index would compress anything else to a length that it takes.
  const id = randomBytes(7500).toString('base64')
  for (const levels of [64, 65]) {
    const deep = '['.repeat(levels - 8) + ']'.repeat(levels - 8)
    const message = `{"id":"${id}","from":"1","type":"text","text":{"body":"\\ud800[[["},"deep":${deep}}`
    const value = `{"messages":[${message}]}`
    const body = `{"object":"whatsapp_business_account","entry":[{"changes":[{"field":"messages","value":${value}}]}]}`
    t.equal((await send(app, ROUTES[0], Buffer.from(body), t)).statusCode, levels === 64 ? 200 : 400)
  }
  matchExactly(t, await app.events(), [{ subject: `message/${id}`, data: { message: { text: '\ufffd[[[' } } }])
  matchExactly(t, await app.deliveries(), [{ outcome: 'accepted' }, { outcome: 'quarantined', reason: /64 levels/ }])
})

t.test('a NUL in what names the sender is kept, and asking with one is answered', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const guest = Buffer.from('{"externalId":"g\\u0000","source":"a\\u0000\\ud800b","firstName":"Li"}')
  t.equal((await send(app, ROUTES[3], guest, t)).statusCode, 200)
  matchExactly(t, await app.events(), [{ source: 'a\u2400\ufffdb', subject: 'guest/g\u2400' }])
  matchExactly(t, await app.deliveries(), [{ source: 'a\u2400\ufffdb', outcome: 'accepted' }])
  for (const path of [
    ...['messages', 'guests', 'rooms', 'reservations'].flatMap((name) => [`${name}/a%00/b`, `${name}/a/%00`]),
    'guests/a/b?property=%00',
    ...['type', 'entity', 'source', 'channel', 'after'].map((name) => `events?${name}=x%00`),
    'deliveries?channel=%00',
    'deliveries/%00'
  ]) {
    const { statusCode, body } = await app.get(`/api/${path}`)
    t.equal(statusCode, 400, `${path} ${body}`)
  }
})

t.test('any JSON at all gets a 2xx or a 4xx, and no error repeats what was sent', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  await fc.assert(
    fc.asyncProperty(
      fc.json({ stringUnit: 'binary', maxDepth: 5 }),
      fc.constantFrom(...ROUTES),
      async (text, route) => {
        await send(app, route, Buffer.from(text), t)
      }
    ),
    { numRuns: 150 }
  )
  const secretive = Buffer.from('{"externalId":{"a":"SENTINEL"},"source":["SENTINEL"],"type":"SENTINEL","event":7}')
  for (const route of ROUTES) t.notMatch((await send(app, route, secretive, t)).body, /SENTINEL/)
})

t.test('cards a guest sends are masked before anything is stored, ids are not', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const message = {
    from: '4111111111111111',
    id: 'wamid.4111111111111111',
    type: 'text',
    text: { body: 'my card 4111 1111 1111 1111 12/27' }
  }
  const body = Buffer.from(
    JSON.stringify({
      object: 'whatsapp_business_account',
      entry: [{ changes: [{ field: 'messages', value: { messages: [message] } }] }]
    })
  )
  await send(app, ROUTES[0], body, t)
  matchExactly(t, await app.events(), [
    {
      subject: 'message/wamid.4111111111111111',
      data: { message: { from: '4111111111111111', text: 'my card **** **** **** 1111 12/27' } }
    }
  ])
  const [delivery] = await app.deliveries()
  t.equal(delivery?.masked, true)
  t.notMatch((await app.get(`/api/deliveries/${delivery?.id}/raw`)).body, '4111 1111 1111')
})

async function send(
  app: TestApp,
  route: (typeof ROUTES)[number] | undefined,
  body: Buffer,
  t: { ok(value: boolean, name: string): void }
) {
  const [path, prove] = route ?? ['/', () => ({})]
  const reply = await app.post(path, body, prove(body))
  t.ok(
    reply.statusCode < 500 && reply.statusCode !== 401,
    `${path} ${reply.statusCode} ${body.toString().slice(0, 200)}`
  )
  return reply
}

function digest(secret: string, body: Buffer): string {
  return createHmac('sha256', secret).update(body).digest('hex')
}
