import t from 'tap'
import { read } from '../observability/series.ts'
import { sms } from '../operations/messages.ts'
import { answersIn, listenOnPort, openRaw, type RawConnection } from '../support/raw-http.ts'
import { API_TOKEN, buildTestApp, SECRETS } from '../support/test-app.ts'
import { until } from '../support/until.ts'

const PUBLIC_URL = 'https://gw.example.test'
const REFUSED = 'bellhook_early_refused_total{reason="connections"}'
const STRANGER = '127.0.0.2'

t.test('an address may have a quarter of the connections, and its oldest one makes room', async (t) => {
  const app = await buildTestApp(t, SECRETS, { limits: { http: { connections: 16 } } })
  const port = await listenOnPort(app)
  const silent = await openMany(t, port, 4)
  const elsewhere = await openRaw(t, port, '', STRANGER)
  t.equal((await read(app))(REFUSED), 0)
  const { received } = await openRaw(t, port, request('late'))
  await until(() => answersIn(received()).length === 1, 'answer')
  t.equal(answersIn(received())[0]?.status, 200, 'the newcomer is served')
  await silent[0]?.closed
  t.strictSame(
    silent.map(({ socket }) => socket.destroyed),
    [true, false, false, false]
  )
  t.equal(elsewhere.socket.destroyed, false)
  t.equal((await read(app))(REFUSED), 1)
})

t.test('connections that had a verified request do not count, and are not closed', async (t) => {
  const app = await buildTestApp(t, SECRETS, { limits: { http: { connections: 16 } } })
  const port = await listenOnPort(app)
  const proven: RawConnection[] = []
  for (let n = 0; n < 8; n++) {
    const connection = await openRaw(t, port, request(`n${n}`))
    await until(() => answersIn(connection.received()).length === 1, 'answer')
    proven.push(connection)
  }
  const headers = `host: x\r\nauthorization: Bearer ${API_TOKEN}`
  const reader = await openRaw(t, port, `GET /api/events/stream HTTP/1.1\r\n${headers}\r\n\r\n`)
  await until(() => reader.received().includes('\r\n\r\n'), 'stream')
  const silent = await openMany(t, port, 6)
  await silent[1]?.closed
  t.strictSame(
    silent.map(({ socket }) => socket.destroyed),
    [true, true, false, false, false, false]
  )
  for (const { socket } of [...proven, reader]) t.equal(socket.destroyed, false)
  t.equal((await read(app))(REFUSED), 2)
})

t.test('a connection that waits for its client goes before one that waits for its answer', async (t) => {
  const app = await buildTestApp(t, SECRETS, { limits: { http: { connections: 16 } } })
  const port = await listenOnPort(app)
  const head = 'POST /webhooks/whatsapp HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\n'
  const stalled = await openRaw(t, port, head)
  const others = await openMany(t, port, 3)
  await openRaw(t, port)
  await stalled.closed
  t.strictSame(
    others.map(({ socket }) => socket.destroyed),
    [false, false, false]
  )
})

t.test('all together, the oldest unproven one makes room', async (t) => {
  const app = await buildTestApp(t, SECRETS, { limits: { http: { connections: 4 }, addresses: { share: 1 } } })
  const port = await listenOnPort(app)
  const first = await openRaw(t, port, '', STRANGER)
  const proven = await openRaw(t, port, request('one'))
  await until(() => answersIn(proven.received()).length === 1, 'answer')
  const others = await openMany(t, port, 3)
  await first.closed
  t.strictSame(
    others.map(({ socket }) => socket.destroyed),
    [false, false, false]
  )
  t.equal(proven.socket.destroyed, false)
})

t.test('where all are proven, the newcomer is closed', async (t) => {
  const app = await buildTestApp(t, SECRETS, { limits: { http: { connections: 2 }, addresses: { share: 1 } } })
  const port = await listenOnPort(app)
  for (let n = 0; n < 2; n++) {
    const { received } = await openRaw(t, port, request(`n${n}`))
    await until(() => answersIn(received()).length === 1, 'answer')
  }
  const { closed } = await openRaw(t, port)
  await closed
  t.equal((await read(app))(REFUSED), 1)
})

t.test('a trusted proxy may have all of them', async (t) => {
  const environ = { ...SECRETS, TRUST_PROXY: '127.0.0.1' }
  const app = await buildTestApp(t, environ, { limits: { http: { connections: 16 } } })
  const silent = await openMany(t, await listenOnPort(app), 12)
  t.equal((await read(app))(REFUSED), 0)
  t.ok(silent.every(({ socket }) => !socket.destroyed))
})

t.test('switched off, there is no bound', async (t) => {
  const app = await buildTestApp(t, SECRETS, {
    limits: { http: { connections: 4 }, addresses: { share: Number.POSITIVE_INFINITY } }
  })
  await openMany(t, await listenOnPort(app), 4)
  t.equal((await read(app))(REFUSED), 0)
})

async function openMany(t: Parameters<typeof openRaw>[0], port: number, count: number): Promise<RawConnection[]> {
  const connections: RawConnection[] = []
  for (let n = 0; n < count; n++) connections.push(await openRaw(t, port))
  return connections
}

function request(name: string): string {
  const { url, body, headers } = sms(name, PUBLIC_URL)
  const lines = Object.entries({ host: 'x', ...headers, 'content-length': body.length })
  return `POST ${url} HTTP/1.1\r\n${lines.map(([key, value]) => `${key}: ${value}\r\n`).join('')}\r\n${body}`
}
