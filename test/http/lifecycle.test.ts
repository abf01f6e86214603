import t from 'tap'
import { sms, whatsapp } from '../operations/messages.ts'
import { answersIn, listenOnPort, openRaw } from '../support/raw-http.ts'
import { API_TOKEN, buildTestApp, SECRETS } from '../support/test-app.ts'
import { until } from '../support/until.ts'

t.test('every answer says that it is not to be cached, and has the type that it says', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const authorization = `Bearer ${API_TOKEN}`
  for (const [method, url, headers] of [
    ['GET', '/healthz', {}],
    ['GET', '/readyz', {}],
    ['GET', '/docs', {}],
    ['GET', '/metrics', { authorization }],
    ['GET', '/api/events', { authorization }],
    ['GET', '/api/events', {}],
    ['GET', '/api/none', {}],
    ['GET', '/%zz', {}],
    ['POST', '/webhooks/whatsapp', {}],
    ['GET', '/webhooks/whatsapp', {}],
    ['PUT', '/webhooks/whatsapp', {}]
  ] as const) {
    const reply = await app.app.inject({ method, url, headers })
    const name = `${method} ${url} ${reply.statusCode}`
    t.equal(reply.headers['x-content-type-options'], 'nosniff', name)
    t.equal(reply.headers['cache-control'], url === '/docs' ? 'no-cache' : 'no-store', name)
  }
  const abort = new AbortController()
  const port = await listenOnPort(app)
  const url = `http://127.0.0.1:${port}/api/events/stream`
  const stream = await fetch(url, { headers: { authorization }, signal: abort.signal })
  t.equal(stream.headers.get('x-content-type-options'), 'nosniff')
  t.equal(stream.headers.get('cache-control'), 'no-store')
  abort.abort()
})

t.test('a body that is expected is asked for only when it will be read', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const port = await listenOnPort(app)
  for (const [message, type] of [
    [sms('one', 'https://gw.example.test'), 'text/xml'],
    [whatsapp('two'), 'text/plain']
  ] as const) {
    const lines = Object.entries({ host: 'x', ...message.headers, 'content-length': message.body.length })
    const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')
    const begin = `POST ${message.url} HTTP/1.1\r\n${head}expect: 100-continue\r\n\r\n`
    const { socket, received } = await openRaw(t, port, begin)
    await until(() => received() === 'HTTP/1.1 100 Continue\r\n\r\n', '100 Continue')
    socket.write(message.body)
    await until(() => answersIn(received()).length === 2, 'answer')
    t.equal(answersIn(received())[1]?.status, 200)
    t.equal(answersIn(received())[1]?.headers['content-type'], type)
    t.equal(answersIn(received())[1]?.headers['connection'], 'keep-alive')
  }
  t.equal((await app.deliveries()).length, 2)
})

t.test('a body that will not be read is not asked for', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const port = await listenOnPort(app)
  for (const [path, length, status] of [
    ['/webhooks/none', 2, 404],
    ['/webhooks/whatsapp', 5_000_000, 413],
    ['/webhooks/sms', 5_000_000, 413],
    ['/api/replays', 2, 401],
    ['/api/replays', 5_000, 401],
    ['/docs', 2, 405]
  ] as const) {
    const head = `POST ${path} HTTP/1.1\r\nhost: x\r\nexpect: 100-continue\r\ncontent-length: ${length}\r\n\r\n`
    const { received, closed } = await openRaw(t, port, head)
    await closed
    t.strictSame(
      answersIn(received()).map((answer) => answer.status),
      [status],
      `${path} ${length}`
    )
  }
})

t.test('the API reads an expected body once the token is right', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const port = await listenOnPort(app)
  const lines = [
    'host: x',
    `authorization: Bearer ${API_TOKEN}`,
    'content-type: application/json',
    'expect: 100-continue'
  ]
  const head = ['POST /api/replays HTTP/1.1', ...lines].join('\r\n')
  const { socket, received } = await openRaw(t, port, `${head}\r\ncontent-length: 2\r\n\r\n`)
  await until(() => received() === 'HTTP/1.1 100 Continue\r\n\r\n', '100 Continue')
  socket.write('{}')
  await until(() => answersIn(received()).length === 2, 'answer')
  t.equal(answersIn(received())[1]?.status, 200)

  const tooLarge = await openRaw(t, port, `${head}\r\ncontent-length: 5000\r\n\r\n`)
  await tooLarge.closed
  t.strictSame(
    answersIn(tooLarge.received()).map(({ status }) => status),
    [413]
  )
})
