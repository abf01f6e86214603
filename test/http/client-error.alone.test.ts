import t from 'tap'
import { read } from '../observability/series.ts'
import { sms } from '../operations/messages.ts'
import { heldLedger } from '../support/held-ledger.ts'
import { answersIn, converse, listenOnPort, openRaw } from '../support/raw-http.ts'
import { buildTestApp, SECRETS } from '../support/test-app.ts'
import { until } from '../support/until.ts'

const POST = 'POST /webhooks/pms/guests HTTP/1.1\r\nhost: x\r\n'
const CHUNKED = `${POST}transfer-encoding: chunked\r\n\r\n`

// What Node refuses by itself, and what no server takes.
const REFUSED: readonly (readonly [name: string, request: string, status: number, code: string, reason: string])[] = [
  ['not HTTP', 'hello\r\n\r\n', 400, 'BAD_REQUEST', 'malformed'],
  ['a lower-case method', 'get /healthz HTTP/1.1\r\nhost: x\r\n\r\n', 400, 'BAD_REQUEST', 'malformed'],
  ['a tunnel', 'CONNECT example.com:443 HTTP/1.1\r\nhost: x\r\n\r\n', 400, 'BAD_REQUEST', 'malformed'],
  [
    'two hosts',
    'GET /healthz HTTP/1.1\r\nhost: x\r\nHost: y\r\nconnection: close\r\n\r\n',
    400,
    'BAD_REQUEST',
    'malformed'
  ],
  ['a folded header', `${POST}x: a\r\n b\r\ncontent-length: 2\r\n\r\n{}`, 400, 'BAD_REQUEST', 'malformed'],
  ['two lengths', `${POST}content-length: 2\r\ncontent-length: 3\r\n\r\n{}`, 400, 'BAD_REQUEST', 'malformed'],
  ['a length that is no number', `${POST}content-length: +2\r\n\r\n{}`, 400, 'BAD_REQUEST', 'malformed'],
  ['a length beside chunks', `${CHUNKED.slice(0, -2)}content-length: 2\r\n\r\n{}`, 400, 'BAD_REQUEST', 'malformed'],
  [
    'another transfer coding',
    `${POST}connection: close\r\ntransfer-encoding: gzip, chunked\r\n\r\n0\r\n\r\n`,
    400,
    'BAD_REQUEST',
    'malformed'
  ],
  ['a line that ends without CR', 'GET /healthz HTTP/1.1\nhost: x\n\n', 400, 'BAD_REQUEST', 'malformed'],
  ['a later version', 'GET /healthz HTTP/1.2\r\nhost: x\r\n\r\n', 505, 'VERSION_NOT_SUPPORTED', 'version'],
  [
    'HTTP/2.0 by name',
    'GET /healthz HTTP/2.0\r\nhost: x\r\nconnection: close\r\n\r\n',
    505,
    'VERSION_NOT_SUPPORTED',
    'version'
  ],
  ['HTTP/0.9', 'GET /healthz\r\n\r\n', 505, 'VERSION_NOT_SUPPORTED', 'version'],
  ['TLS', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 400, 'BAD_REQUEST', 'malformed'],
  ['an empty expectation', `${POST}expect:\r\ncontent-length: 2\r\n\r\n`, 417, 'EXPECTATION_FAILED', 'expectation'],
  ['no host', 'GET /healthz HTTP/1.1\r\nconnection: close\r\n\r\n', 400, 'BAD_REQUEST', 'malformed'],
  ['a chunk of no size', `${CHUNKED}z\r\n`, 400, 'BAD_REQUEST', 'malformed'],
  ['a broken chunk behind a good one', `${CHUNKED}1\r\na\r\nz\r\n`, 400, 'BAD_REQUEST', 'malformed'],
  ['long headers', `${POST}x: ${'a'.repeat(17_000)}\r\n\r\n`, 431, 'HEADERS_TOO_LARGE', 'headers'],
  ['a long URL', `GET /${'a'.repeat(41_000)} HTTP/1.1\r\nhost: x\r\n\r\n`, 431, 'HEADERS_TOO_LARGE', 'headers'],
  ['many headers', `${POST}connection: close\r\n${'a:b\r\n'.repeat(127)}\r\n`, 431, 'HEADERS_TOO_LARGE', 'headers'],
  ['long chunk extensions', `${CHUNKED}1;${'a'.repeat(17_000)}\r\na\r\n`, 413, 'BODY_TOO_LARGE', 'chunk_extensions'],
  ['long trailers', `${CHUNKED}0\r\nx: ${'a'.repeat(41_000)}\r\n\r\n`, 431, 'HEADERS_TOO_LARGE', 'headers'],
  [
    'another expectation',
    `${POST}expect: 200-ok\r\ncontent-length: 2\r\n\r\n`,
    417,
    'EXPECTATION_FAILED',
    'expectation'
  ]
]

for (const [name, request, status, code, reason] of REFUSED) {
  t.test(`${name} gets ${status} in the form of all errors`, async (t) => {
    const app = await buildTestApp(t, SECRETS)
    const [answer, ...others] = await converse(t, await listenOnPort(app), request)
    t.equal(answer?.status, status)
    const { error } = JSON.parse(answer?.body ?? '')
    t.strictSame(Object.keys(error), ['code', 'message'])
    t.equal(error.code, code)
    t.equal(answer?.headers['content-type'], 'application/json; charset=utf-8')
    t.equal(answer?.headers['x-content-type-options'], 'nosniff')
    t.equal(answer?.headers['cache-control'], 'no-store')
    t.equal(answer?.headers['connection'], 'close')
    t.strictSame(others, [])
    t.equal((await read(app))(`bellhook_early_refused_total{reason="${reason}"}`), 1)
  })
}

t.test('128 headers are taken', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const request = `GET /healthz HTTP/1.1\r\nhost: x\r\nconnection: close\r\n${'a: b\r\n'.repeat(126)}\r\n`
  t.strictSame(
    (await converse(t, await listenOnPort(app), request)).map(({ status }) => status),
    [200]
  )
})

t.test('an error comes behind the answers to the requests before it, and ends the connection', async (t) => {
  const { makeLedger, release } = heldLedger()
  const app = await buildTestApp(t, SECRETS, { makeLedger })
  const port = await listenOnPort(app)
  const { url, body, headers } = sms('one', 'https://gw.example.test')
  const lines = Object.entries({ host: 'x', ...headers, 'content-length': body.length })
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  const request = `POST ${url} HTTP/1.1\r\n${head}\r\n${body}`
  const asked = 'GET /none HTTP/1.1\r\nhost: x\r\n\r\n'
  const tunnel = 'CONNECT example.com:443 HTTP/1.1\r\nhost: x\r\n\r\n'
  const behind = [
    'no HTTP\r\n\r\n',
    `no HTTP\r\n\r\n${'x'.repeat(100_000)}`,
    `${POST}content-length: x\r\n\r\n`,
    tunnel
  ]
  const connections = await Promise.all(behind.map((text) => openRaw(t, port, request + asked + text)))
  // Each of them was read to its error.
  const isCounted = async () => (await read(app))('bellhook_early_refused_total{reason="malformed"}') === behind.length
  await until(isCounted, 'the errors')
  for (const { received } of connections) t.equal(received(), '')
  release()
  for (const [at, { received, closed }] of connections.entries()) {
    await closed
    const statuses = answersIn(received()).map(({ status }) => status)
    t.strictSame(statuses, [200, 404, 400], String(behind[at]).slice(0, 40))
  }
  await until(async () => (await app.deliveries()).length === behind.length, 'deliveries')
})

t.test('an error on a connection that is used again comes behind the answers that were sent', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const port = await listenOnPort(app)
  for (const [name, request, status] of REFUSED) {
    const { socket, received, closed } = await openRaw(t, port, 'GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n')
    await until(() => answersIn(received()).length === 1, 'answer')
    socket.write(request)
    // Some of these requests leave their connection open.
    await until(() => answersIn(received()).length === 2, name)
    socket.destroy()
    await closed
    const [, answer] = answersIn(received())
    t.strictSame(
      [answer?.status, Object.keys(JSON.parse(answer?.body ?? '').error)],
      [status, ['code', 'message']],
      name
    )
  }
})

t.test('a silent connection, and slow headers, end in time', async (t) => {
  const headersMs = 1_000
  const unlimited = await buildTestApp(t, SECRETS, { limits: { http: { headersMs: 0 } } })
  const endless = await openRaw(t, await listenOnPort(unlimited))
  const app = await buildTestApp(t, SECRETS, { limits: { http: { headersMs } } })
  const port = await listenOnPort(app)
  for (const begin of ['', 'POST /webhooks/sms HTTP/1.1\r\nhost: x\r\n']) {
    const { received, closed } = await openRaw(t, port, begin)
    await closed
    const [answer] = answersIn(received())
    t.equal(answer?.status, 408, begin)
    t.equal(JSON.parse(answer?.body ?? '').error.code, 'REQUEST_TIMEOUT')
  }
  t.equal(endless.received(), '', 'switched off, the limit ends nothing')
})
