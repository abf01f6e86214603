import { mock } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { hasText } from '../support/has-text.ts'
import { matchExactly } from '../support/match-exactly.ts'
import { createProxiedDatabase } from '../support/proxied-database.ts'
import { API_TOKEN, buildTestApp } from '../support/test-app.ts'
import { listen, openSocket, openStream, send, subjects } from './stream-fixture.ts'

t.test('all there is, then all that comes, as the feed has it', async (t) => {
  const app = await buildTestApp(t)
  const url = await listen(app)
  const before = await send(app, 3, 'early')
  const stream = await openStream(t, `${url}/api/events/stream`)
  t.equal(stream.status, 200)
  matchExactly(t, Object.fromEntries(stream.headers), {
    'content-type': 'text/event-stream',
    'cache-control': 'no-store',
    'x-accel-buffering': 'no'
  })
  await stream.until(3)
  const after = await send(app, 250, 'late')
  await stream.until(253)
  t.strictSame(subjects(stream), [...before, ...after])
  t.strictSame(
    stream.received.map(({ event }) => event),
    await app.events()
  )
  t.match(stream.rest(), /^retry: 1000\n\n/)
  const { cursor } = (await app.get('/api/events?limit=2')).json()
  t.equal(stream.received[1]?.id, cursor, 'the id is the cursor')
})

t.test('it resumes behind Last-Event-ID, which wins over after, and behind now', async (t) => {
  const app = await buildTestApp(t)
  const url = `${await listen(app)}/api/events/stream`
  const sent = await send(app, 450)
  const first = await openStream(t, url)
  await first.until(450)
  t.strictSame(subjects(first), sent, 'several pages')
  first.close()
  const [, second, third] = first.received.map(({ id }) => id)
  const after = await openStream(t, `${url}?after=${second}`)
  const resumed = await openStream(t, `${url}?after=${second}`, { 'last-event-id': third ?? '' })
  const now = await openStream(t, `${url}?after=now`)
  await Promise.all([after.until(448), resumed.until(447)])
  while (!now.rest().includes('id: ')) await new Promise((resolve) => setTimeout(resolve, 10))
  hasText(t, now.rest(), `id: ${first.received.at(-1)?.id}\n\n`, 'where to resume, before there is any event')
  const late = await send(app, 1, 'late')
  await Promise.all([after.until(449), resumed.until(448), now.until(1)])
  t.strictSame(subjects(after), [...sent.slice(2), ...late])
  t.strictSame(subjects(resumed), [...sent.slice(3), ...late])
  t.strictSame(subjects(now), late)
})

t.test('a reader that begins with now has its comments also while the database is away', async (t) => {
  const { proxy, databaseUrl } = await createProxiedDatabase(t)
  const app = await buildTestApp(t, {}, { databaseUrl })
  const url = `${await listen(app)}/api/events/stream?after=now`
  proxy.set('refuse')
  mock.timers.enable({ apis: ['setInterval'] })
  t.teardown(() => mock.timers.reset())
  const stream = await openStream(t, url)
  while (!stream.rest().includes('retry')) await sleep(10)
  mock.timers.tick(15_000)
  while (!stream.rest().includes(':\n\n')) await sleep(10)
  t.equal(stream.rest(), 'retry: 1000\n\n:\n\n', 'there is no id yet')
})

t.test('the filters of the feed, for what was there and for what comes', async (t) => {
  const app = await buildTestApp(t)
  const url = `${await listen(app)}/api/events/stream`
  const streams = await Promise.all(
    ['channel=pms', 'source=acme', 'type=guest.*,no.such', 'entity=guest%2Fg', 'channel=whatsapp'].map((query) =>
      openStream(t, `${url}?${query}`)
    )
  )
  for (const lastName of ['Sato', 'Satō']) {
    await send(app, 2, lastName === 'Sato' ? 'one' : 'two')
    await app.post('/webhooks/pms/guests', JSON.stringify({ externalId: 'g', source: 'acme', lastName }))
    const again = await openStream(t, `${url}?source=acme`)
    await again.until(1)
    t.strictSame(new Set(subjects(again)), new Set(['guest/g']))
  }
  await Promise.all(streams.slice(0, 4).map((stream) => stream.until(2)))
  t.strictSame(streams.map(subjects), [...Array(4).fill(['guest/g', 'guest/g']), []])
})

t.test('what cannot be answered is said before the stream begins', async (t) => {
  const { app, get } = await buildTestApp(t)
  for (const query of ['after=nonsense', 'after=', 'limit=1', 'type=%00', 'type=foo', 'unknown=1'])
    t.equal((await get(`/api/events/stream?${query}`)).statusCode, 400, query)
  const headers = { authorization: `Bearer ${API_TOKEN}`, 'last-event-id': 'nonsense' }
  matchExactly(t, (await app.inject({ url: '/api/events/stream?after=now', headers })).json(), {
    error: { code: 'UNKNOWN_CURSOR' }
  })
  t.equal((await app.inject('/api/events/stream')).statusCode, 401)
  t.equal((await app.inject({ method: 'HEAD', url: '/api/events/stream' })).statusCode, 405)
})

t.test('streams are bounded, and all of them end when the gateway closes', async (t) => {
  const app = await buildTestApp(t)
  const url = `${await listen(app)}/api/events/stream`
  const sockets = await Promise.all(Array.from({ length: 1_000 }, () => openSocket(t, url)))
  const refused = await app.get('/api/events/stream')
  matchExactly(t, [refused.statusCode, refused.json().error.code], [503, 'TOO_MANY_STREAMS'])
  const [first, ...others] = sockets
  const place = new Promise((resolve) => first?.once('close', resolve))
  first?.destroy()
  await place
  // A comment may come before it.
  const news = others.map(
    (socket) =>
      new Promise<string>((resolve) => {
        let text = ''
        socket.on('data', (chunk) => {
          text += chunk
          if (text.includes('data: ')) resolve(text)
        })
      })
  )
  const [subject = ''] = await send(app, 1)
  t.ok((await Promise.all(news)).every((text) => text.includes(subject)))
  const last = await openStream(t, url)
  await last.until(1)
  t.strictSame(subjects(last), [subject], 'a place that has become free')

  const began = performance.now()
  const closed = others.map((socket) => new Promise((resolve) => socket.once('close', resolve)))
  await app.app.close()
  await Promise.all([...closed, last.ended])
  t.ok(performance.now() - began < 15_000, 'open streams do not hold up the end')
})
