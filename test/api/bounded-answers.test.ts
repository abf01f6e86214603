import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import t, { type Test } from 'tap'
import { storeEvents } from '../feed/fixture.ts'
import { API_TOKEN, buildTestApp, type TestApp } from '../support/test-app.ts'

const MIB = 1024 * 1024
/** More than the buffers of a loopback connection take. */
const FAT = Array.from({ length: 16 }, () => ({ size: MIB }))

t.test('a page ends at its bytes, says whether there may be more, and the cursor goes on behind it', async (t) => {
  const app = await buildTestApp(t, {}, { limits: { reads: { pageBytes: 10_000 } } })
  const sizes = [10, 10, 4_000, 4_000, 4_000, 30_000, 10, 9_999, 10]
  const numbers = await storeEvents(
    app,
    sizes.map((size, n) => ({ size, type: n % 2 === 0 ? 'even.one' : 'odd.one' }))
  )
  for (const [filter, wanted] of [
    ['', numbers],
    ['&type=odd.one', numbers.filter((n) => n % 2 === 1)]
  ] as const) {
    const seen: number[] = []
    const lengths: number[] = []
    for (let cursor = 'cDA', more = 'true'; more === 'true'; ) {
      const reply = await app.get(`/api/events?limit=1000&after=${cursor}${filter}`)
      const { events, cursor: next } = reply.json()
      seen.push(...events.map(({ data }: { data: { n: number } }) => data.n))
      lengths.push(events.length)
      more = String(reply.headers['bellhook-more'])
      cursor = next
    }
    t.strictSame(seen, wanted)
    t.ok(lengths.slice(0, -1).every((length) => length > 0) && Math.max(...lengths) < wanted.length, `${lengths}`)
  }
  const end = await app.get('/api/events?after=now')
  t.equal(end.headers['bellhook-more'], 'false')
  t.strictSame(Object.keys(end.json()), ['events', 'cursor'])
})

t.test('a large answer comes whole, and HEAD has its length only', async (t) => {
  const app = await buildTestApp(t, {}, { limits: { reads: { pageBytes: 32 * MIB } } })
  await storeEvents(app, FAT)
  const url = await app.app.listen({ host: '127.0.0.1', port: 0 })
  const headers = { authorization: `Bearer ${API_TOKEN}` }
  const reply = await fetch(`${url}/api/events`, { headers })
  t.match(reply.headers.get('content-type'), /^application\/json/)
  t.equal(Object(await reply.json()).events.length, FAT.length)
  const head = await fetch(`${url}/api/events`, { method: 'HEAD', headers })
  t.equal(head.headers.get('content-length'), reply.headers.get('content-length'))
})

t.test(
  'while a client does not take its answer, others wait for their share, and get a 503 after a time',
  async (t) => {
    const bounds = { pageBytes: 16 * MIB, answersBytes: 16 * MIB, waitMs: 100, stallMs: 60_000, pressedStallMs: 60_000 }
    const app = await buildTestApp(t, {}, { limits: { reads: bounds } })
    await storeEvents(app, FAT)
    const [idle] = await askAndStop(t, app, '/api/events')
    await once(idle.client, 'readable')
    for (const path of ['events?limit=1', 'deliveries', 'events']) {
      const reply = await app.get(`/api/${path}`)
      t.equal(reply.statusCode, 503, path)
      t.equal(reply.headers['retry-after'], '5')
      t.equal(reply.json().error.code, 'OVERLOADED')
    }
    t.equal((await app.get('/metrics')).statusCode, 200, 'the monitoring has a budget of its own')
    idle.client.destroy()
    await closeOf(idle)
    t.equal((await app.get('/api/events?limit=1')).statusCode, 200)
  }
)

t.test('clients that take nothing are disconnected once others wait for what they hold', async (t) => {
  const bounds = { pageBytes: 16 * MIB, answersBytes: 32 * MIB, waitMs: 60_000, stallMs: 60_000, pressedStallMs: 200 }
  const app = await buildTestApp(t, {}, { limits: { reads: bounds } })
  await storeEvents(app, FAT)
  const idle = await askAndStop(t, app, '/api/events', 6)
  t.equal((await app.get('/api/events?limit=1')).json().events.length, 1)
  const closed = idle.filter(({ server }) => server.destroyed)
  t.ok(closed.length > 0, 'some of them had what this one needed')
  for (const { server } of closed) t.ok(server.bytesWritten < 16 * MIB, `${server.bytesWritten} bytes`)
})

t.test('a client that takes nothing is disconnected after a longer time, also if nobody waits', async (t) => {
  const app = await buildTestApp(
    t,
    {},
    { limits: { reads: { pageBytes: 16 * MIB, stallMs: 300, pressedStallMs: 100 } } }
  )
  await storeEvents(app, FAT)
  const [idle] = await askAndStop(t, app, '/api/events')
  t.ok((await closeOf(idle)) < 16 * MIB)
})

interface Connection {
  client: Socket
  /** The gateway's end of it. */
  server: Socket
}

/** Clients that ask for something and do not read the answer. */
async function askAndStop(t: Test, { app }: TestApp, path: string, count = 1): Promise<[Connection, ...Connection[]]> {
  const { port } = new URL(await app.listen({ host: '127.0.0.1', port: 0 }))
  const ask = async (): Promise<Connection> => {
    const client = connect({ port: Number(port), host: '127.0.0.1' })
    t.teardown(() => client.destroy())
    client.on('error', () => undefined)
    const [server] = await once(app.server, 'connection')
    const received = once(app.server, 'request')
    client.write(`GET ${path} HTTP/1.1\r\nhost: a.test\r\nauthorization: Bearer ${API_TOKEN}\r\n\r\n`)
    await received
    return { client, server }
  }
  const first = await ask()
  const others: Connection[] = []
  while (others.length < count - 1) others.push(await ask())
  return [first, ...others]
}

/** Resolves when the connection is closed, to the bytes that were sent on it. */
async function closeOf({ server }: Connection): Promise<number> {
  await new Promise((resolve) => {
    if (server.destroyed) resolve(undefined)
    else server.once('close', resolve)
  })
  return server.bytesWritten
}
