import { createServer as createTcpServer } from 'node:net'
import t from 'tap'
import { listen, type Received, startGateway, startReceiver } from '../support/destination-fixture.ts'
import { until } from '../support/until.ts'

const idOf = ({ events }: Received) => events[0]?.subject.replace('guest/', '') ?? ''

t.test('an event that is refused is tried again, becomes a dead letter, and can be replayed', async (t) => {
  const gateway = await startGateway(t)
  let isBroken = true
  const { received, guests, url } = await startReceiver(t, (one) => (isBroken && idOf(one) === 'G1' ? 422 : 200))
  await gateway.call('PUT', '/butler', { url, ladder: [0, 0] })
  await gateway.guest('G1')
  await gateway.guest('G1', { lastName: 'Roe' })
  await gateway.guest('G2')
  await gateway.waitFor('two dead letters', ({ deadLetters }) => deadLetters === 2)
  await gateway.settled()
  t.strictSame(guests().sort(), ['G1', 'G1', 'G1', 'G1', 'G1', 'G1', 'G2'], 'three attempts each, the lane goes on')
  const [first, second] = await gateway.events()
  const sent = received.filter((one) => idOf(one) === 'G1')
  t.strictSame(
    sent.map(({ headers }) => [headers['webhook-id'], headers['bellhook-attempt']]),
    [first?.id, second?.id].flatMap((id) => ['1', '2', '3'].map((attempt) => [id, attempt])),
    'in order, with the same id'
  )

  const page = (await gateway.call('GET', '/butler/dead-letters?limit=1')).json()
  t.strictSame(
    page.deadLetters.map(({ at, ...letter }: { at: string }) => [new Date(at).toISOString() === at, letter]),
    [
      [
        true,
        {
          ...{ event: first?.id, type: first?.type, subject: 'guest/G1', attempts: 3 },
          ...{ status: 422, problem: '422 Unprocessable Entity' }
        }
      ]
    ]
  )
  const rest = (await gateway.call('GET', `/butler/dead-letters?after=${page.cursor}`)).json()
  t.strictSame(
    rest.deadLetters.map(({ event }: { event: string }) => event),
    [second?.id]
  )
  const attempts = (await gateway.call('GET', '/butler/attempts?limit=2')).json()
  t.strictSame(
    attempts.attempts.map(({ event, attempt, status, problem }: Record<string, unknown>) => [
      event,
      attempt,
      status,
      problem
    ]),
    [
      [second?.id, 3, 422, '422 Unprocessable Entity'],
      [second?.id, 2, 422, '422 Unprocessable Entity']
    ],
    'newest first'
  )
  const older = (await gateway.call('GET', `/butler/attempts?before=${attempts.cursor}`)).json()
  t.strictSame(
    older.attempts.map(({ event, attempt }: Record<string, unknown>) => [event, attempt]),
    [
      [second?.id, 1],
      [first?.id, 3],
      [first?.id, 2],
      [first?.id, 1]
    ]
  )

  isBroken = false
  const replayed = await gateway.call('POST', '/butler/replay', { deadLetters: true })
  t.equal(replayed.statusCode, 202)
  t.strictSame(replayed.json(), { events: 2 })
  await gateway.settled()
  t.strictSame(
    received.slice(-2).map(({ headers }) => headers['webhook-id']),
    [first?.id, second?.id],
    'the same webhook-id, in order'
  )
  t.equal((await gateway.show()).deadLetters, 0)
})

t.test('a replay of a range, and of single events, beside live ones', async (t) => {
  const gateway = await startGateway(t)
  const { received, guests, url } = await startReceiver(t)
  await gateway.call('PUT', '/butler', { url })
  const cursors: string[] = []
  for (const id of ['G1', 'G2', 'G3']) {
    await gateway.guest(id)
    cursors.push((await gateway.get('/api/events')).json().cursor)
  }
  await gateway.settled()
  const ids = received.map(({ headers }) => headers['webhook-id'])
  const range = await gateway.call('POST', '/butler/replay', { from: cursors[0], to: cursors[1] })
  t.equal(range.statusCode, 202)
  await until(() => received.length === 4, 'the second event again')
  t.equal((await gateway.call('POST', '/butler/replay', { from: cursors[1] })).statusCode, 202)
  await until(() => received.length === 5, 'the third event again')
  const single = await gateway.call('POST', '/butler/replay', { events: [ids[0], ids[0]] })
  t.strictSame(single.json(), { events: 1 })
  await until(() => received.length === 6, 'the first event again')
  await gateway.guest('G4')
  await gateway.settled()
  t.strictSame(guests(), ['G1', 'G2', 'G3', 'G2', 'G3', 'G1', 'G4'])
  t.strictSame(
    received.slice(3, 6).map(({ headers }) => headers['webhook-id']),
    [ids[1], ids[2], ids[0]]
  )
  await until(
    async () => (await gateway.rows('select from consumer_shards')).length === 1,
    'the cursors of finished replays are removed'
  )
})

t.test(
  'while the endpoint is down nothing counts, the breaker is open, and after the repair all arrive in order',
  async (t) => {
    const gateway = await startGateway(t, {}, { limits: { destinations: { firstPauseMs: 300 } } })
    let status = 503
    const { guests, received, url } = await startReceiver(t, () => status)
    await gateway.call('PUT', '/butler', { url, ladder: [0], concurrency: 1 })
    for (const name of ['A', 'B', 'C', 'D']) await gateway.guest('G1', { lastName: name })
    await gateway.waitFor('the breaker is open', ({ breaker }) => breaker === 'open')
    const view = await gateway.show()
    t.equal(view.problem, '503 Service Unavailable')
    t.equal(new Date(view.retryAt).toISOString(), view.retryAt)
    t.ok(Date.parse(view.failingSince) <= Date.parse(view.retryAt))
    t.equal(view.lag.events, 4)
    await until(() => received.length >= 6, 'probes')
    t.equal((await gateway.show()).deadLetters, 0)
    status = 200
    await gateway.settled()
    const events = await gateway.events()
    t.strictSame(
      received.slice(-4).map(({ headers }) => headers['webhook-id']),
      events.map(({ id }) => id)
    )
    t.equal(new Set(guests()).size, 1)
    const { breaker, problem, failingSince, retryAt } = await gateway.show()
    t.strictSame(
      { breaker, problem, failingSince, retryAt },
      { breaker: 'closed', problem: null, failingSince: null, retryAt: null }
    )
  }
)

for (const status of [301, 302, 307, 401, 403, 407, 408, 425, 429, 500, 503]) {
  t.test(`${status} is trouble of the endpoint`, async (t) => {
    const gateway = await startGateway(
      t,
      {},
      { limits: { destinations: { firstPauseMs: 60_000, longestPauseMs: 60_000 } } }
    )
    const elsewhere = await startReceiver(t)
    const { received, url } = await startReceiver(t, (_, response) => {
      response.writeHead(status, { location: elsewhere.url }).end()
      return undefined
    })
    await gateway.call('PUT', '/butler', { url, concurrency: 1 })
    for (const id of ['G1', 'G2', 'G3', 'G4']) await gateway.guest(id)
    await gateway.waitFor('the breaker is open', ({ breaker }) => breaker === 'open')
    t.equal(received.length, 3, 'three in a row')
    t.equal(elsewhere.received.length, 0, 'no redirect is followed')
    t.equal((await gateway.show()).deadLetters, 0)
  })
}

t.test('410 pauses the destination, and its cursor stays', async (t) => {
  const gateway = await startGateway(t)
  let status = 410
  const { guests, url } = await startReceiver(t, () => status)
  await gateway.call('PUT', '/butler', { url })
  await gateway.guest('G1')
  await gateway.waitFor('it is paused', ({ state }) => state === 'paused')
  const { reason, lag } = await gateway.show()
  t.strictSame([reason, lag.events], ['410 Gone', 1])
  t.strictSame(guests(), ['G1'])
  status = 204
  await gateway.call('POST', '/butler/resume', {})
  await gateway.settled()
  t.strictSame(guests(), ['G1', 'G1'])
})

t.test('five days of failures pause it; nothing is given up', async (t) => {
  const limits = { destinations: { longestFailureMs: 200, renewMs: 50 } }
  const gateway = await startGateway(t, {}, { limits })
  const { url } = await startReceiver(t, () => 500)
  await gateway.call('PUT', '/butler', { url, ladder: [0] })
  for (const id of ['G1', 'G2', 'G3', 'G4']) await gateway.guest(id)
  await gateway.waitFor('it is paused', ({ state }) => state === 'paused')
  const { reason, lag, deadLetters } = await gateway.show()
  t.strictSame([reason, lag.events, deadLetters], ['failing for 0 days: 500 Internal Server Error', 4, 0])
})

t.test('Retry-After is kept, in seconds and as a date', async (t) => {
  for (const retryAfter of ['3600', () => new Date(Date.now() + 3_600_000).toUTCString()]) {
    const gateway = await startGateway(t)
    const { received, url } = await startReceiver(t, (_, response) => {
      response.writeHead(429, { 'retry-after': typeof retryAfter === 'string' ? retryAfter : retryAfter() }).end()
      return undefined
    })
    await gateway.call('PUT', '/butler', { url, ladder: [0], concurrency: 1 })
    for (const id of ['G1', 'G2']) await gateway.guest(id)
    await until(async () => (await gateway.rows('select from parked')).length === 1, 'it is parked')
    const [row] = await gateway.rows('select extract(epoch from next_at - now())::int as seconds from parked')
    t.ok(Number(row?.['seconds']) > 3_500, `${row?.['seconds']} s`)
    // Two rounds later, nothing more was sent.
    await gateway.guest('G3')
    await gateway.call('POST', '/butler/test', {})
    t.strictSame(
      received.map(({ events }) => events[0]?.type),
      ['guest.updated', 'bellhook.test']
    )
  }
})

t.test('an event that fails with a 500 while others succeed goes by the ladder', async (t) => {
  const gateway = await startGateway(t)
  const { guests, url } = await startReceiver(t, (one) => (idOf(one) === 'G1' ? 500 : 200))
  await gateway.call('PUT', '/butler', { url, ladder: [0] })
  await gateway.guest('G2')
  await gateway.guest('G1')
  for (let count = 0; (await gateway.show()).deadLetters === 0; count++) await gateway.guest(`H${count}`)
  await gateway.settled()
  t.ok(guests().filter((id) => id === 'G1').length >= 2)
  t.equal((await gateway.show()).deadLetters, 1)
})

t.test('deadLetter never: the last pause is repeated', async (t) => {
  const gateway = await startGateway(t)
  let isBroken = true
  const { received, url } = await startReceiver(t, () => (isBroken ? 422 : 200))
  await gateway.call('PUT', '/butler', { url, ladder: [0], deadLetter: 'never' })
  await gateway.guest('G1')
  await until(() => received.length >= 5, 'further attempts')
  isBroken = false
  await gateway.settled()
  t.equal((await gateway.show()).deadLetters, 0)
})

t.test('answers that never end, drip, or are too long, and connections that are closed', async (t) => {
  const gateway = await startGateway(t)
  const silent = createTcpServer((socket) => socket.on('error', () => undefined).resume())
  const closing = createTcpServer((socket) => socket.on('error', () => undefined).once('data', () => socket.destroy()))
  const dripping = createTcpServer((socket) => {
    socket.on('error', () => undefined).resume()
    socket.write('HTTP/1.1 200 OK\r\ncontent-length: 1000000\r\n\r\n')
    const timer = setInterval(() => socket.write('.'), 50)
    socket.on('close', () => clearInterval(timer))
  })
  const endless = createTcpServer((socket) => {
    socket.on('error', () => undefined).resume()
    const more = () => socket.writable && socket.write(Buffer.alloc(65_536), more)
    socket.write('HTTP/1.1 200 OK\r\ncontent-length: 5000000000\r\n\r\n', more)
  })
  const found: Record<string, unknown> = {}
  for (const [name, server] of Object.entries({ silent, closing, dripping, endless })) {
    const url = `http://127.0.0.1:${await listen(t, server)}/`
    t.equal((await gateway.call('PUT', `/${name}`, { url, timeout: 1 })).statusCode, 201)
    const { ok, status, problem, answer } = (await gateway.call('POST', `/${name}/test`, {})).json()
    found[name] = [ok, status, problem, answer.length]
  }
  t.strictSame(found, {
    silent: [false, null, 'ETIMEDOUT: no complete answer within 1 s', 0],
    closing: [false, null, 'ECONNRESET: the connection was closed before the answer was complete', 0],
    dripping: [false, null, 'ETIMEDOUT: no complete answer within 1 s', 0],
    endless: [true, 200, null, 1_024]
  })
  // Other destinations do not wait.
  const { guests, url } = await startReceiver(t)
  await gateway.call('PUT', '/butler', { url })
  await gateway.guest('G1')
  await gateway.settled()
  t.strictSame(guests(), ['G1'])
})

t.test('attempts: all keeps successes, too', async (t) => {
  const gateway = await startGateway(t)
  const { url } = await startReceiver(t)
  await gateway.call('PUT', '/butler', { url, attempts: 'all' })
  await gateway.guest('G1')
  await gateway.settled()
  const [event] = await gateway.events()
  await until(async () => (await gateway.call('GET', '/butler/attempts')).json().attempts.length === 1, 'one attempt')
  const [one] = (await gateway.call('GET', '/butler/attempts')).json().attempts
  const { at, ms, ...rest } = one
  t.strictSame(rest, { event: event?.id, attempt: 1, status: 204, problem: null })
  t.strictSame([new Date(at).toISOString(), Number.isInteger(ms)], [at, true])
})
