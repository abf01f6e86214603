import { createHmac } from 'node:crypto'
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import t from 'tap'
import { LIMITS } from '../../src/config/limits.ts'
import { decodeContent } from '../../src/ingest/content-coding.ts'
import { matchExactly } from '../support/match-exactly.ts'
import { createProxiedDatabase } from '../support/proxied-database.ts'
import { API_TOKEN, buildTestApp, SECRETS } from '../support/test-app.ts'
import { until } from '../support/until.ts'

const GUEST = Buffer.from(JSON.stringify({ source: 'hotelier', externalId: 'g-1', firstName: 'Jürgen' }))
const SECRET = { 'content-type': 'application/json', 'x-webhook-secret': SECRETS.PMS_WEBHOOK_SECRET }
const CARD = '4111111111111111'
const BOUNDS = { ...LIMITS.decoding, bodyLimit: LIMITS.http.bodyBytes }

const CODED: readonly (readonly [string, (body: Buffer) => Buffer])[] = [
  ['gzip', gzipSync],
  ['GZip', gzipSync],
  ['x-gzip', gzipSync],
  ['deflate', deflateSync],
  ['deflate', deflateRawSync],
  ['br', brotliCompressSync],
  ['identity', (body) => body],
  ['Identity', (body) => body],
  ['', (body) => body],
  ['identity , gzip', gzipSync],
  ['gzip, br', (body) => brotliCompressSync(gzipSync(body))]
]

t.test('each coding is read, stored as it was sent, and replayed', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  for (const [at, [coding, compress]] of CODED.entries()) {
    const sent = compress(
      Buffer.from(JSON.stringify({ source: 'hotelier', externalId: `g-${at}`, firstName: 'Jürgen' }))
    )
    const reply = await app.post('/webhooks/pms/guests', sent, { ...SECRET, 'content-encoding': coding })
    t.strictSame([reply.statusCode, reply.json().outcome], [200, 'accepted'], coding)
    const { deliveryId, events } = reply.json()
    const delivery = (await app.get(`/api/deliveries/${deliveryId}`)).json()
    const isCoded = !/^\s*(identity)?\s*$/i.test(coding)
    t.strictSame([delivery.contentCoding, delivery.masked], [isCoded ? coding : null, false], coding)
    t.ok((await app.get(`/api/deliveries/${deliveryId}/raw`)).rawPayload.equals(sent), 'the exact bytes')
    t.equal((await app.get(`/api/guests/hotelier/g-${at}`)).json().state.firstName, 'Jürgen')

    const headers = { authorization: `Bearer ${API_TOKEN}` }
    const url = `/api/deliveries/${deliveryId}/replay`
    const replayed = (await app.app.inject({ method: 'POST', url, headers })).json()
    matchExactly(t, replayed, {
      after: { outcome: 'accepted' },
      changes: [{ kind: 'unchanged', event: { id: events[0] } }],
      written: false
    })
  }
})

t.test('what was signed may be the bytes as sent, or those before they were compressed', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const body = Buffer.from('{"Events":[{"Discriminator":"ServiceOrderUpdated","Value":{"Id":"r1"}}]}')
  const sent = gzipSync(body)
  const post = async (signed: Buffer, payload = sent) => {
    const signature = createHmac('sha256', SECRETS.MEWS_WEBHOOK_SECRET).update(signed).digest('hex')
    const headers = { 'x-mews-signature': signature, 'content-encoding': 'gzip' }
    return (await app.post('/webhooks/pms/mews', payload, headers)).statusCode
  }
  t.equal(await post(sent), 200)
  t.equal(await post(body), 200)
  t.equal(await post(Buffer.from('{}')), 401)
  t.equal(await post(body, Buffer.concat([sent.subarray(0, -9), Buffer.alloc(9)])), 401, 'garbage proves nothing')
  t.strictSame(
    (await app.deliveries()).map(({ verified, outcome }) => [verified, outcome]),
    [
      [true, 'accepted'],
      [true, 'accepted']
    ]
  )
})

t.test('a card number is redacted before storage, also in a compressed body', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const body = JSON.stringify({ source: 'hotelier', externalId: 'g-1', lastName: 'Dahl', notes: `card ${CARD}` })
  for (const [coding, compress] of CODED) {
    const reply = await app.post('/webhooks/pms/guests', compress(Buffer.from(body)), {
      ...SECRET,
      'content-encoding': coding
    })
    const { deliveryId } = reply.json()
    const delivery = (await app.get(`/api/deliveries/${deliveryId}`)).json()
    t.strictSame([reply.statusCode, delivery.masked, delivery.contentCoding], [200, true, null], coding)
    const { notes } = (await app.get(`/api/deliveries/${deliveryId}/raw`)).json()
    t.match(notes, /^card \*+1111$/)
    const replayed = await app.app.inject({
      method: 'POST',
      url: `/api/deliveries/${deliveryId}/replay`,
      headers: { authorization: `Bearer ${API_TOKEN}` }
    })
    t.equal(replayed.json().written, false)
  }
  // What cannot be decoded cannot be redacted.
  const damaged = gzipSync(Buffer.from(body), { level: 0 }).subarray(0, -4)
  t.ok(damaged.includes(CARD))
  for (const coding of ['gzip', 'zstd'])
    await app.post('/webhooks/pms/guests', damaged, { ...SECRET, 'content-encoding': coding })
  const rows = await app.rows(
    `select outcome, masked, octet_length(body) as bytes from deliveries order by position desc limit 2`
  )
  t.strictSame(
    rows.map((row) => Object.values(row)),
    [
      ['rejected', true, 0],
      ['rejected', true, 0]
    ]
  )
})

t.test('a body that is no such coding gets a 400, and an unknown coding a 415 that names the known ones', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  for (const coding of ['gzip', 'deflate', 'br', 'gzip, gzip']) {
    for (const body of [GUEST, Buffer.alloc(0), gzipSync(GUEST).subarray(0, 20)]) {
      const reply = await app.post('/webhooks/pms/guests', body, { ...SECRET, 'content-encoding': coding })
      const message = 'its content does not have the encoding that Content-Encoding names'
      t.strictSame(
        [reply.statusCode, reply.json().error.code, reply.json().error.details],
        [400, 'VALIDATION_ERROR', { errors: [{ path: '', message }] }],
        coding
      )
    }
  }
  for (const coding of ['zstd', 'compress', 'gzip, br, gzip', 'constructor', 'aes128gcm']) {
    const reply = await app.post('/webhooks/pms/guests', GUEST, { ...SECRET, 'content-encoding': coding })
    t.strictSame(
      [reply.statusCode, reply.json().error.code, reply.headers['accept-encoding']],
      [415, 'UNSUPPORTED_BODY', 'gzip, deflate, br'],
      coding
    )
    t.equal((await app.post('/webhooks/pms/guests', GUEST, { 'content-encoding': coding })).statusCode, 401, coding)
  }
  const api = await app.app.inject({
    method: 'POST',
    url: '/api/replays',
    headers: { authorization: `Bearer ${API_TOKEN}`, 'content-encoding': 'gzip', 'content-type': 'application/json' },
    payload: gzipSync('{}')
  })
  t.strictSame([api.statusCode, api.json().error.code], [415, 'UNSUPPORTED_BODY'])
})

t.test('bytes behind the end of a coding are an error, because nobody would read or redact them', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const tail = Buffer.from(`{"card":"${CARD}"}`)
  const codings: readonly (readonly [string, (body: Buffer) => Buffer])[] = [
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['deflate', deflateRawSync],
    ['br', brotliCompressSync],
    ['gzip, br', (body) => brotliCompressSync(Buffer.concat([gzipSync(body), tail]))]
  ]
  for (const [coding, compress] of codings)
    for (const behind of [tail, Buffer.concat([Buffer.alloc(1), tail]), Buffer.alloc(8)]) {
      const sent = Buffer.concat([compress(GUEST), behind])
      const reply = await app.post('/webhooks/pms/guests', sent, { ...SECRET, 'content-encoding': coding })
      t.strictSame([reply.statusCode, reply.json().error.code], [400, 'VALIDATION_ERROR'], `${coding} ${behind.length}`)
    }
  const rows = await app.rows('select outcome, octet_length(body) as bytes from deliveries group by 1, 2')
  t.strictSame(rows, [{ outcome: 'rejected', bytes: 0 }])
  const members = Buffer.concat([gzipSync(GUEST.subarray(0, 9)), gzipSync(GUEST.subarray(9))])
  const whole = await app.post('/webhooks/pms/guests', members, { ...SECRET, 'content-encoding': 'gzip' })
  t.strictSame(
    [whole.statusCode, whole.json().outcome],
    [200, 'accepted'],
    'several members are one body (RFC 1952, 2.2)'
  )
})

t.test('a body that decodes to more than the limit, or to more than 100 times its size, gets a 413', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const large = Buffer.alloc(5 * 1024 * 1024, ' ')
  const dense = Buffer.alloc(3 * 1024 * 1024, ' ')
  for (const [coding, compress] of [
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
    ['deflate', deflateRawSync]
  ] as const)
    for (const body of [large, dense]) {
      const reply = await app.post('/webhooks/pms/guests', compress(body), { ...SECRET, 'content-encoding': coding })
      t.strictSame([reply.statusCode, reply.json().error.code], [413, 'BODY_TOO_LARGE'], coding)
    }
  t.strictSame(await app.deliveries(), [])
})

t.test('a zip bomb is given up at its bound, however much it would become', async (t) => {
  // 64 MiB of zeros, ten times.
  const bomb = Buffer.concat(Array.from({ length: 10 }, () => gzipSync(Buffer.alloc(64 * 1024 * 1024))))
  const before = process.memoryUsage().arrayBuffers
  let most = 0
  const watch = setInterval(() => {
    most = Math.max(most, process.memoryUsage().arrayBuffers - before)
  }, 1)
  await t.rejects(decodeContent(bomb, 'gzip', BOUNDS), { code: 'BODY_TOO_LARGE' })
  clearInterval(watch)
  t.ok(most < 16 * 1024 * 1024, `${most} bytes`)
})

t.test('the routes of WhatsApp and SMS read codings too, and keep guests heard', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const message = { from: '33600000011', id: 'wamid.1', timestamp: '1700000000', type: 'text', text: { body: 'Hi' } }
  const value = { messaging_product: 'whatsapp', metadata: { phone_number_id: '1' }, messages: [message] }
  const body = { object: 'whatsapp_business_account', entry: [{ id: '1', changes: [{ field: 'messages', value }] }] }
  const bytes = Buffer.from(JSON.stringify(body))
  const signature = `sha256=${createHmac('sha256', SECRETS.WHATSAPP_APP_SECRET).update(bytes).digest('hex')}`
  const headers = { 'x-hub-signature-256': signature, 'content-encoding': 'br' }
  const reply = await app.post('/webhooks/whatsapp', brotliCompressSync(bytes), headers)
  t.strictSame([reply.statusCode, reply.body], [200, 'OK'])

  const form = Buffer.from('MessageSid=SM1&From=%2B33600000011&To=%2B33600000012&Body=Hi')
  const url = 'https://gw.example.test/webhooks/sms'
  const text = `${url}BodyHiFrom+33600000011MessageSidSM1To+33600000012`
  const sms = await app.post('/webhooks/sms', gzipSync(form), {
    'content-type': 'application/x-www-form-urlencoded',
    'content-encoding': 'gzip',
    'x-twilio-signature': createHmac('sha1', SECRETS.TWILIO_AUTH_TOKEN).update(text).digest('base64')
  })
  t.strictSame([sms.statusCode, sms.headers['content-type']], [200, 'text/xml'])
  t.strictSame(
    (await app.events()).map(({ type, subject }) => `${type} ${subject}`),
    ['message.received message/wamid.1', 'message.received message/SM1']
  )
  const unknown = await app.post('/webhooks/sms', form, { 'content-encoding': 'zstd' })
  t.strictSame([unknown.statusCode, unknown.body], [401, 'Invalid signature'])
})

t.test('a compressed body that waited in the spool is read by the drain', async (t) => {
  const { databaseUrl, proxy } = await createProxiedDatabase(t)
  const app = await buildTestApp(t, SECRETS, { databaseUrl })
  proxy.set('refuse')
  const sent = gzipSync(GUEST)
  const reply = await app.post('/webhooks/pms/guests', sent, { ...SECRET, 'content-encoding': 'gzip' })
  t.equal(reply.json().outcome, 'spooled')
  proxy.set('forward')
  const { deliveryId } = reply.json()
  const isStored = async () => (await app.get(`/api/deliveries/${deliveryId}`)).statusCode === 200
  await until(isStored, 'the delivery is stored')
  matchExactly(t, (await app.get(`/api/deliveries/${deliveryId}`)).json(), {
    outcome: 'accepted',
    contentCoding: 'gzip'
  })
  t.equal((await app.get('/api/guests/hotelier/g-1')).json().state.firstName, 'Jürgen')
})
