import { randomBytes } from 'node:crypto'
import t from 'tap'
import { startGateway, startReceiver } from '../support/destination-fixture.ts'
import { API_TOKEN } from '../support/test-app.ts'

const SECRET = `whsec_${randomBytes(32).toString('base64')}`
const URL = 'http://127.0.0.1:9/'
/** Position 99,999,999. */
const FUTURE = Buffer.from('p99999999').toString('base64url')

const CASES: readonly (readonly [body: Record<string, unknown>, ...paths: string[]])[] = [
  [{}, '/url'],
  [{ url: 'no url' }, '/url'],
  [{ url: 'ftp://example.com/' }, '/url'],
  [{ url: 'http://93.184.216.34/' }, '/url'],
  [{ url: 'https://10.0.0.1/' }, '/url'],
  [{ url: 'https://[::ffff:10.0.0.1]/' }, '/url'],
  [{ url: 'https://169.254.169.254/latest' }, '/url'],
  [{ url: 'https://name:password@example.com/' }, '/url'],
  [{ url: 'https://name@example.com/' }, '/url'],
  [{ url: URL, ulr: 1 }, '/ulr'],
  [{ url: URL, headers: { host: 'x' } }, '/headers/host'],
  [{ url: URL, headers: { Connection: 'x' } }, '/headers/Connection'],
  [{ url: URL, headers: { 'transfer-encoding': 'chunked' } }, '/headers/transfer-encoding'],
  [{ url: URL, headers: { 'Content-Length': '1' } }, '/headers/Content-Length'],
  [{ url: URL, headers: { 'webhook-id': 'x' } }, '/headers/webhook-id'],
  [{ url: URL, headers: { 'bellhook-cursor': 'x' } }, '/headers/bellhook-cursor'],
  [{ url: URL, headers: { authorization: 'x' } }, '/headers/authorization'],
  [{ url: URL, headers: { trailer: 'x' } }, '/headers/trailer'],
  [{ url: URL, headers: { 'x-a': 'a\r\nx-b: c' } }, '/headers/x-a'],
  [{ url: URL, headers: { 'x-a\r\nx-b': 'c' } }, '/headers/x-a\r\nx-b'],
  [{ url: URL, headers: { 'a/b~c': 'c' } }, '/headers/a~1b~0c'],
  [{ url: URL, headers: { 'x-a': 1 } }, '/headers/x-a'],
  [{ url: URL, headers: Object.fromEntries(Array.from({ length: 21 }, (_, i) => [`x-${i}`, 'a'])) }, '/headers'],
  [{ url: URL, headers: { 'x-a': 'a'.repeat(4_094) } }, '/headers'],
  [{ url: URL, filter: { types: [] } }, '/filter/types'],
  [{ url: URL, filter: { types: ['message'] } }, '/filter/types/0'],
  [{ url: URL, filter: { types: ['message.*', '*'] } }, '/filter/types/1'],
  [{ url: URL, filter: { channel: 'fax' } }, '/filter/channel'],
  [{ url: URL, filter: { chanel: 'pms' } }, '/filter/chanel'],
  [{ url: URL, filter: { source: 'a\0b' } }, '/filter/source'],
  [{ url: URL, filter: { property: '' } }, '/filter/property'],
  [{ url: URL, from: 'yesterday' }, '/from'],
  [{ url: URL, from: FUTURE }, '/from'],
  [{ url: URL, shards: 0 }, '/shards'],
  [{ url: URL, shards: 65 }, '/shards'],
  [{ url: URL, ordering: 'random' }, '/ordering'],
  [{ url: URL, ladder: [] }, '/ladder'],
  [{ url: URL, ladder: [1.5] }, '/ladder/0'],
  [{ url: URL, ladder: Array(21).fill(1) }, '/ladder'],
  [{ url: URL, deadLetter: 'soon' }, '/deadLetter'],
  [{ url: URL, secret: 'whsec_c2hvcnQ=' }, '/secret'],
  [{ url: URL, secret: SECRET.slice(6) }, '/secret'],
  [{ url: URL, secret: 'env:NOT_SET' }, '/secret'],
  [{ url: URL, secret: 'env:SECRETS_KEY' }, '/secret'],
  [{ url: URL, ed25519: 'yes' }, '/ed25519'],
  [{ url: URL, authorization: { type: 'digest', token: 'x' } }, '/authorization/type'],
  [{ url: URL, authorization: { type: 'basic', username: 'x' } }, '/authorization/password'],
  [{ url: URL, authorization: { type: 'bearer', token: 'env:NOT_SET' } }, '/authorization/token'],
  [{ url: URL, authorization: { type: 'bearer', token: 'env:DATABASE_URL' } }, '/authorization/token'],
  [{ url: URL, authorization: { type: 'bearer', token: 'x', scope: 'y' } }, '/authorization/scope'],
  [
    { url: URL, authorization: { type: 'oauth2', tokenUrl: 'https://10.0.0.1/', clientId: 'x', clientSecret: 'y' } },
    '/authorization/tokenUrl'
  ],
  [{ url: URL, tls: { certificate: 'x', key: 'y' } }, '/tls'],
  [{ url: URL, tls: { certificate: 'x' } }, '/tls/key'],
  [{ url: URL, batch: { events: 0, waitMs: 0 } }, '/batch/events'],
  [{ url: URL, batch: { events: 1, waitMs: 10_001 } }, '/batch/waitMs'],
  [{ url: URL, timeout: 31 }, '/timeout'],
  [{ url: URL, concurrency: 257 }, '/concurrency'],
  [{ url: URL, rate: 0 }, '/rate'],
  [{ url: URL, attempts: 'none' }, '/attempts'],
  [
    { url: 'https://10.0.0.1/', timeout: 1, filter: { channel: 'fax' }, secret: 'x' },
    '/url',
    '/filter/channel',
    '/secret'
  ],
  // No server knows the name: plain http: is refused all the same.
  [{ url: 'http://nowhere.invalid/' }, '/url'],
  [{ url: URL, authorization: { type: 'bearer', token: 'a\r\nx-b: c' } }, '/authorization/token'],
  [{ url: URL, authorization: { type: 'basic', username: 'a:b', password: 'c' } }, '/authorization/username'],
  // The schema finds some faults, and others are found beside them.
  [
    {
      url: 'https://name@example.com/',
      ulr: 1,
      timeout: 0,
      filter: { types: [], channel: 'fax' },
      headers: { host: 'x', 'x-a': 1 },
      from: FUTURE,
      secret: 'x'
    },
    ...[
      '/ulr',
      '/timeout',
      '/filter/types',
      '/headers/x-a',
      '/url',
      '/filter/channel',
      '/headers/host',
      '/secret',
      '/from'
    ]
  ],
  [
    { timeout: 0, authorization: { type: 'oauth2', clientId: 'x' }, tls: {} },
    ...['/url', '/authorization/tokenUrl', '/authorization/clientSecret', '/tls/certificate', '/tls/key', '/timeout']
  ]
]

t.test('each fault of a destination is a 400 that names its field', async (t) => {
  const gateway = await startGateway(t)
  for (const [body, ...paths] of CASES) {
    const answer = await gateway.call('PUT', '/butler', body)
    const { error } = answer.json()
    t.strictSame([answer.statusCode, error?.code], [400, 'VALIDATION_ERROR'], JSON.stringify(body))
    const found = (error?.details?.errors ?? []).map(({ path }: { path: string }) => path)
    t.strictSame([...found].sort(), [...paths].sort(), answer.body)
  }
  t.strictSame((await gateway.call('GET', '')).json(), { destinations: [] }, 'nothing was created')
})

t.test('faults of names, parameters, and bodies of calls', async (t) => {
  const gateway = await startGateway(t)
  const { url } = await startReceiver(t)
  await gateway.call('PUT', '/butler', { url })
  const event = '0198c1a2-3b4c-7d5e-8f60-718293a4b5c6'
  const cases = [
    ['PUT', '/Butler', { url }, '/name'],
    ['PUT', `/${'a'.repeat(64)}`, { url }, '/name'],
    ['PUT', '/.a', { url }, '/name'],
    ['PUT', '/butler', { url, shards: 2 }, '/shards'],
    ['PUT', '/butler', { url, from: FUTURE }, '/from'],
    ['PUT', '/butler?x=1', { url }, '/x'],
    ['GET', '?x=1', undefined, '/x'],
    ['GET', '/butler/attempts?limit=0', undefined, '/limit'],
    ['GET', '/butler/dead-letters?limit=1001', undefined, '/limit'],
    ['GET', '/butler/dead-letters?before=x', undefined, '/before'],
    ['POST', '/butler/test', { x: 1 }, '/x'],
    ['POST', '/butler/pause', { x: 1 }, '/x'],
    ['POST', '/butler/resume', { from: 'start' }, '/from'],
    ['POST', '/butler/rotate', { graceSeconds: 604_801 }, '/graceSeconds'],
    ['POST', '/butler/rotate', { secret: 'whsec_c2hvcnQ=' }, '/secret'],
    ['POST', '/butler/replay', {}, ''],
    ['POST', '/butler/replay', { deadLetters: true, events: [event] }, ''],
    ['POST', '/butler/replay', { from: FUTURE }, '/from'],
    ['POST', '/butler/replay', { from: 'start', to: FUTURE }, '/to'],
    ['POST', '/butler/replay', { events: [event] }, '/events'],
    ['POST', '/butler/replay', { events: [] }, '/events'],
    ['POST', '/butler/replay', { events: [event, 'x'] }, '/events'],
    ['GET', '/butler/attempts?before=x', undefined, '/before'],
    ['GET', '/butler/dead-letters?after=x', undefined, '/after'],
    ['PUT', '/butler/position', {}, '/to'],
    ['PUT', '/butler/position', { to: FUTURE }, '/to'],
    ['PUT', '/butler/position', { to: 'tomorrow' }, '/to']
  ] as const
  for (const [method, path, body, field] of cases) {
    const answer = await gateway.call(method, path, body)
    t.equal(answer.statusCode, 400, `${method} ${path} ${JSON.stringify(body)}`)
    const found = answer.json().error.details?.errors?.map((error: { path: string }) => error.path)
    t.strictSame(found, [field], answer.body)
  }
})

t.test('without a token, and without its scope', async (t) => {
  const gateway = await startGateway(t)
  t.equal((await gateway.app.inject('/api/destinations')).statusCode, 401)
  t.equal(
    (await gateway.app.inject({ method: 'PUT', url: '/api/destinations/a', payload: { url: URL } })).statusCode,
    401
  )
})

t.test('a key that is limited to hotels neither sees destinations nor changes them', async (t) => {
  const { app, call } = await startGateway(t)
  t.equal((await call('PUT', '/butler', { url: URL })).statusCode, 201)
  const ask = (method: 'GET' | 'POST' | 'PUT' | 'DELETE', url: string, token: string, payload?: object) =>
    app.inject({ method, url, headers: { authorization: `Bearer ${token}` }, ...(payload && { payload }) })
  t.equal(
    (await ask('POST', '/api/hotels', API_TOKEN, { slug: 'sea', name: 'S', timeZone: 'Europe/Berlin' })).statusCode,
    201
  )
  const made = { name: 'one', scopes: ['events.read', 'manage'], hotels: ['sea'] }
  const { key } = (await ask('POST', '/api/keys', API_TOKEN, made)).json()
  for (const [method, path, body] of [
    ['GET', '', undefined],
    ['GET', '/butler', undefined],
    ['GET', '/butler/attempts', undefined],
    ['GET', '/butler/dead-letters', undefined],
    ['PUT', '/mine', { url: URL }],
    ['POST', '/butler/test', {}],
    ['POST', '/butler/rotate', {}],
    ['DELETE', '/butler', undefined]
  ] as const) {
    const answer = await ask(method, `/api/destinations${path}`, key, body)
    t.equal(answer.statusCode, 403, `${method} ${path}`)
    t.equal(answer.json().error.code, 'FORBIDDEN')
  }
})
