import t from 'tap'
import { read } from '../observability/series.ts'
import { answersIn, converse, listenOnPort, openRaw, tinyChunks } from '../support/raw-http.ts'
import { buildTestApp, SECRETS } from '../support/test-app.ts'
import { until } from '../support/until.ts'

const MiB = 1024 * 1024

// Everything to which no route belongs, and what it is answered.
const UNKNOWN: readonly (readonly [method: string, path: string, status: number, allow?: string])[] = [
  ['POST', '/webhooks/none', 404],
  ['POST', '/webhooks', 404],
  ['POST', '/api/none', 404],
  ['POST', '/', 405, 'GET, HEAD'],
  ['POST', '/docs', 405, 'GET, HEAD'],
  ['POST', '/docs/json', 405, 'GET, HEAD'],
  ['POST', '/healthz', 405, 'GET, HEAD'],
  ['PUT', '/webhooks/whatsapp', 405, 'GET, HEAD, POST'],
  ['DELETE', '/webhooks/sms/status', 405, 'POST, GET'],
  ['PROPFIND', '/webhooks/pms/events', 405, 'POST'],
  ['QUERY', '/api/none', 404],
  ['PUT', '/api/deliveries/1/replay', 405, 'POST'],
  ['GET', `/none${'/'.repeat(8_000)}`, 404]
]

t.test('unknown paths and methods are answered from the headers, and a large body ends the connection', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const port = await listenOnPort(app)
  for (const [method, path, status, allow] of UNKNOWN) {
    const code = status === 404 ? 'NOT_FOUND' : 'METHOD_NOT_ALLOWED'
    for (const framing of [
      `content-length: ${4 * MiB}`,
      'transfer-encoding: chunked',
      'expect: 100-continue\r\ncontent-length: 2'
    ]) {
      // Not a byte of the body is sent.
      const [answer, ...others] = await converse(t, port, `${method} ${path} HTTP/1.1\r\nhost: x\r\n${framing}\r\n\r\n`)
      const name = `${method} ${path.slice(0, 40)} ${framing}`
      t.equal(answer?.status, status, name)
      t.equal(JSON.parse(answer?.body ?? '').error.code, code, name)
      t.equal(answer?.headers['connection'], 'close', name)
      t.equal(answer?.headers['allow'], allow, name)
      t.strictSame(others, [], name)
    }
  }
  t.equal((await read(app))('bellhook_webhook_responses_total{channel="none",status="404"}'), 3)
})

t.test('a small body is dropped, whatever it is, and the connection is used again', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const port = await listenOnPort(app)
  const body = '{'.repeat(1_000)
  const request = `POST /none HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n${body}`
  const last = 'GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n'
  t.strictSame(
    (await converse(t, port, request + request + last)).map(({ status }) => status),
    [404, 404, 200]
  )
})

t.test('a client that sends its body before it reads the answer still gets the answer', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const port = await listenOnPort(app)
  const length = 8 * MiB
  for (const path of ['/webhooks/none', '/webhooks/whatsapp']) {
    const head = `POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-length: ${length}\r\n\r\n`
    const { socket, received, closed } = await openRaw(t, port, head)
    socket.pause()
    await new Promise<void>((resolve) => socket.write(Buffer.alloc(length), () => resolve()))
    socket.resume()
    await closed
    t.equal(answersIn(received())[0]?.status, path.endsWith('none') ? 404 : 413, path)
  }
})

t.test('nobody waits for a body that is dropped, and it is not parsed', async (t) => {
  const app = await buildTestApp(t, SECRETS, { limits: { http: { lingerMs: 60_000 } } })
  const port = await listenOnPort(app)
  const head = 'POST /webhooks/none HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n'
  const { socket, received } = await openRaw(t, port, head)
  await until(() => answersIn(received()).length === 1, 'answer')
  socket.write(tinyChunks(1_000))
  socket.write(`0\r\n\r\nGET /healthz HTTP/1.1\r\nhost: x\r\n\r\n`)
  await app.get('/healthz')
  const { status } = await fetch(`http://127.0.0.1:${port}/healthz`)
  t.equal(status, 200)
  t.equal(answersIn(received()).length, 1, 'what follows on the connection is no request any more')
})
