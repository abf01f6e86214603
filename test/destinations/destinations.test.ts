import t from 'tap'
import { version } from '../../src/config/version.ts'
import { startGateway, startReceiver } from '../support/destination-fixture.ts'
import { until } from '../support/until.ts'

const DEFAULTS = {
  name: 'butler',
  headers: {},
  ladder: [5, 30, 120, 300],
  deadLetter: 'after-ladder',
  batch: null,
  timeout: 15,
  concurrency: 16,
  rate: null,
  attempts: 'failures',
  ed25519: false,
  authorization: null,
  tls: null,
  filter: {},
  ordering: 'lane',
  shards: 1,
  state: 'active',
  reason: null,
  breaker: 'closed',
  retryAt: null,
  failingSince: null,
  problem: null,
  lag: { events: 0, seconds: 0 },
  parked: 0,
  deadLetters: 0
}

t.test('a destination is created, replaced, listed, and removed', async (t) => {
  const gateway = await startGateway(t)
  const { url } = await startReceiver(t)
  const made = await gateway.call('PUT', '/butler', { url })
  t.equal(made.statusCode, 201)
  const { secret, ...view } = made.json()
  t.strictSame(view, { ...DEFAULTS, url })
  t.match(secret, /^whsec_[A-Za-z0-9+/]{43}=$/)

  const replaced = await gateway.call('PUT', '/butler', { url, timeout: 3, headers: { 'x-tenant': 'old-mill' } })
  t.equal(replaced.statusCode, 200)
  const changed = { ...DEFAULTS, url, timeout: 3, headers: { 'x-tenant': 'old-mill' } }
  t.strictSame(replaced.json(), changed, 'the secret stays, and is not shown again')
  t.strictSame((await gateway.call('GET', '/butler')).json(), changed)
  t.strictSame((await gateway.call('GET', '')).json(), { destinations: [changed] })

  const gone = await gateway.call('DELETE', '/butler')
  t.equal(gone.statusCode, 204)
  t.equal(gone.body, '')
  for (const [method, path] of [
    ['GET', '/butler'],
    ['DELETE', '/butler'],
    ['POST', '/butler/test'],
    ['POST', '/butler/pause'],
    ['POST', '/butler/resume'],
    ['POST', '/butler/rotate'],
    ['GET', '/butler/attempts'],
    ['GET', '/butler/dead-letters']
  ] as const) {
    const answer = await gateway.call(method, path, method === 'POST' ? {} : undefined)
    t.equal(answer.statusCode, 404, `${method} ${path}`)
    t.equal(answer.json().error.code, 'NOT_FOUND')
  }
  t.equal((await gateway.call('POST', '/butler/replay', { deadLetters: true })).statusCode, 404)
  t.equal((await gateway.call('PUT', '/butler/position', { to: 'now' })).statusCode, 404)
})

t.test('a request is the event of the feed, with its headers', async (t) => {
  const gateway = await startGateway(t)
  const { received, url } = await startReceiver(t)
  await gateway.call('PUT', '/butler', { url, headers: { 'x-tenant': 'old-mill' } })
  await gateway.guest('G1')
  await until(() => received.length === 1, 'one delivery')
  const page = (await gateway.get('/api/events')).json()
  const [one] = received
  t.strictSame(JSON.parse(one?.body ?? ''), page.events[0])
  const { headers = {} } = one ?? {}
  t.equal(headers['content-type'], 'application/cloudevents+json')
  t.equal(headers['webhook-id'], page.events[0].id)
  t.equal(headers['bellhook-cursor'], page.cursor)
  t.equal(headers['bellhook-attempt'], '1')
  t.equal(headers['bellhook-destination'], 'butler')
  t.equal(headers['user-agent'], `Bellhook/${version()}`)
  t.equal(headers['x-tenant'], 'old-mill')
  t.ok(Math.abs(Number(headers['webhook-timestamp']) - Date.now() / 1_000) < 60)
  await gateway.settled()
  t.strictSame((await gateway.call('GET', '/butler/attempts')).json().attempts, [], 'a success is not kept')
})

t.test('from: now, start, or a cursor', async (t) => {
  const gateway = await startGateway(t)
  await gateway.guest('G1')
  const { cursor } = (await gateway.get('/api/events')).json()
  await gateway.guest('G2')
  const all = await startReceiver(t)
  const later = await startReceiver(t)
  const now = await startReceiver(t)
  await gateway.call('PUT', '/all', { url: all.url, from: 'start' })
  await gateway.call('PUT', '/later', { url: later.url, from: cursor })
  await gateway.call('PUT', '/now', { url: now.url })
  await gateway.guest('G3')
  for (const name of ['all', 'later', 'now']) await gateway.settled(name)
  t.strictSame(all.guests(), ['G1', 'G2', 'G3'])
  t.strictSame(later.guests(), ['G2', 'G3'])
  t.strictSame(now.guests(), ['G3'])

  const moved = await gateway.call('PUT', '/now/position', { to: 'start' })
  t.equal(moved.statusCode, 200)
  t.equal(moved.json().name, 'now')
  await until(() => now.received.length === 4, 'everything is sent again')
  t.strictSame(now.guests(), ['G3', 'G1', 'G2', 'G3'])
})

t.test('a filter by type, noun, channel, source, and property', async (t) => {
  const gateway = await startGateway(t)
  const filters = {
    noun: { types: ['guest.*'] },
    type: { types: ['guest.checked_in', 'message.received'] },
    channel: { channel: 'sms' },
    source: { source: 'acme' },
    elsewhere: { source: 'other' },
    property: { property: 'old-mill' }
  }
  const receivers = new Map<string, Awaited<ReturnType<typeof startReceiver>>>()
  for (const [name, filter] of Object.entries(filters)) {
    const receiver = await startReceiver(t)
    receivers.set(name, receiver)
    t.strictSame((await gateway.call('PUT', `/${name}`, { url: receiver.url, filter })).json().filter, filter)
  }
  await gateway.guest('G1')
  await gateway.guest('G2', { property: { id: 'old-mill' } })
  for (const name of Object.keys(filters)) await gateway.settled(name)
  const events = await gateway.events()
  const expected = Object.fromEntries(
    [...receivers].map(([name, receiver]) => [name, receiver.events().map(({ subject }) => subject)])
  )
  const every = events.map(({ subject }) => subject)
  const inMill = events.filter(({ property }) => property === 'old-mill').map(({ subject }) => subject)
  t.strictSame(expected, { noun: every, type: [], channel: [], source: every, elsewhere: [], property: inMill })
})

t.test('pause, and resume: with what waited, or from now', async (t) => {
  const gateway = await startGateway(t)
  const { url, guests, received } = await startReceiver(t)
  await gateway.call('PUT', '/butler', { url })
  await gateway.guest('G1')
  await gateway.settled()
  const paused = await gateway.call('POST', '/butler/pause', {})
  t.equal(paused.statusCode, 200)
  t.equal(paused.json().state, 'paused')
  t.equal(paused.json().reason, 'paused by api-token')
  await gateway.guest('G2')
  t.equal((await gateway.show()).lag.events, 1)
  t.equal((await gateway.call('POST', '/butler/test', {})).json().ok, true, 'a test works while it is paused')
  const resumed = await gateway.call('POST', '/butler/resume', {})
  t.strictSame([resumed.statusCode, resumed.json().state, resumed.json().reason], [200, 'active', null])
  await gateway.settled()
  await gateway.call('POST', '/butler/pause')
  await gateway.guest('G3')
  t.equal((await gateway.call('POST', '/butler/resume', { from: 'now' })).json().lag.events, 0)
  await gateway.guest('G4')
  await gateway.settled()
  t.strictSame(
    received.filter(({ events }) => events[0]?.type !== 'bellhook.test').length,
    3,
    'what waited was given up'
  )
  t.strictSame(guests(), ['G1', 'destination/butler', 'G2', 'G4'])
})

t.test('a test says what was sent, what was answered, and what is wrong', async (t) => {
  const gateway = await startGateway(t)
  const { url, received } = await startReceiver(t, (_, response) => {
    response.writeHead(200).end('x'.repeat(2_000))
    return undefined
  })
  await gateway.call('PUT', '/butler', { url })
  const answer = await gateway.call('POST', '/butler/test', {})
  t.equal(answer.statusCode, 200)
  const { ms, request, ...result } = answer.json()
  t.strictSame(result, { ok: true, status: 200, answer: 'x'.repeat(1_024), problem: null })
  t.equal(Number.isInteger(ms), true)
  t.equal(request.body, received[0]?.body)
  t.equal(JSON.parse(request.body).type, 'bellhook.test')
  t.equal(request.headers['webhook-signature'], received[0]?.headers['webhook-signature'])

  await gateway.call('PUT', '/butler', { url: 'http://127.0.0.1:1/' })
  const { ms: _, request: __, ...refused } = (await gateway.call('POST', '/butler/test', {})).json()
  t.strictSame(refused, {
    ...{ ok: false, status: null, answer: '' },
    problem: 'ECONNREFUSED: nothing listens at that address and port'
  })
})

t.test('a change of the URL holds for everything that is not settled', async (t) => {
  const gateway = await startGateway(t)
  const broken = await startReceiver(t, () => 503)
  const repaired = await startReceiver(t)
  await gateway.call('PUT', '/butler', { url: broken.url })
  for (const id of ['G1', 'G2', 'G3', 'G4']) await gateway.guest(id)
  await gateway.waitFor('the breaker is open', ({ breaker }) => breaker !== 'closed')
  const { breaker } = (await gateway.call('PUT', '/butler', { url: repaired.url })).json()
  t.equal(breaker, 'closed')
  await gateway.settled()
  t.strictSame(repaired.guests().sort(), ['G1', 'G2', 'G3', 'G4'])
})
