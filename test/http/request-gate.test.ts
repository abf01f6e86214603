import { EventEmitter } from 'node:events'
import t from 'tap'
import { LIMITS } from '../../src/config/limits.ts'
import { createRequestGate } from '../../src/http/request-gate.ts'
import { read } from '../observability/series.ts'
import { sms } from '../operations/messages.ts'
import { heldLedger } from '../support/held-ledger.ts'
import { answersIn, converse, listenOnPort, openRaw } from '../support/raw-http.ts'
import { buildTestApp, SECRETS, type TestApp } from '../support/test-app.ts'
import { until } from '../support/until.ts'

const REFUSED = 'bellhook_early_refused_total{reason="pipelining"}'
const READYZ = 'GET /readyz HTTP/1.1\r\nhost: x\r\n\r\n'

t.test('as many requests as may be pipelined are all answered, again and again', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const port = await listenOnPort(app)
  const { socket, received } = await openRaw(t, port)
  for (let round = 1; round <= 3; round++) {
    socket.write(READYZ.repeat(32))
    await until(() => answersIn(received()).length === 32 * round, `${32 * round} answers`)
  }
  t.ok(answersIn(received()).every(({ status }) => status === 200))
  t.equal((await read(app))(REFUSED), 0)
})

for (const [name, request] of [
  ['cheap answers', READYZ],
  ['unknown paths', 'GET /none HTTP/1.1\r\nhost: x\r\n\r\n'],
  ['refused senders', 'POST /webhooks/whatsapp HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n{}'],
  ['faults', 'GET /healthz HTTP/1.1\r\n\r\n']
] as const) {
  t.test(`a connection with 32,000 pipelined requests is closed: ${name}`, async (t) => {
    const app = await buildTestApp(t, SECRETS)
    const port = await listenOnPort(app)
    const answers = await converse(t, port, request.repeat(32_000))
    t.ok(answers.length <= 32, `${answers.length} answers`)
    t.equal((await read(app))(REFUSED), 1)
    t.equal(await statusOf(app, port), 200)
  })
}

t.test('requests behind another one are begun a few per turn of the event loop', async (t) => {
  const socket = Object.assign(new EventEmitter(), { destroyed: false })
  const connection = Object({ socket, unanswered: 0, ending: false })
  const gate = createRequestGate({
    limits: { ...LIMITS.http, waitingPerTurn: 4 },
    connections: { of: () => connection },
    onRefused: (reason) => t.fail(reason)
  })
  const begun: number[] = []
  const take = (n: number) =>
    gate.take(Object({ socket }), Object.assign(Object(new EventEmitter()), { socket }), () => begun.push(n))
  for (let n = 1; n <= 12; n++) take(n)
  t.strictSame(begun, [1, 2, 3, 4, 5])
  await new Promise(setImmediate)
  t.strictSame(begun, [1, 2, 3, 4, 5, 6, 7, 8, 9])
  connection.ending = true
  await new Promise(setImmediate)
  t.strictSame(begun, [1, 2, 3, 4, 5, 6, 7, 8, 9], 'nothing is begun on a connection that ends')
})

t.test('requests whose connection is gone make no other request wait', async (t) => {
  const open = () => {
    const socket = Object.assign(new EventEmitter(), { destroyed: false })
    return Object({ socket, unanswered: 0, ending: false })
  }
  const [gone, other] = [open(), open()]
  const gate = createRequestGate({
    limits: { ...LIMITS.http, waitingPerTurn: 4 },
    connections: { of: (socket) => [gone, other].find((connection) => connection.socket === socket) },
    onRefused: (reason) => t.fail(reason)
  })
  const begun: string[] = []
  const take = ({ socket }: { socket: EventEmitter }, name: string) => {
    const response = Object.assign(Object(new EventEmitter()), { socket: null, req: { socket } })
    gate.take(Object({ socket }), response, () => begun.push(name))
  }
  for (let n = 1; n <= 12; n++) take(gone, `gone ${n}`)
  for (let n = 1; n <= 3; n++) take(other, `other ${n}`)
  gone.socket.destroyed = true
  gone.socket.emit('close')
  t.equal(gate.unanswered(), 3)
  await new Promise(setImmediate)
  t.strictSame(begun, ['gone 1', 'gone 2', 'gone 3', 'gone 4', 'gone 5', 'other 1', 'other 2', 'other 3'])
})

t.test('without the bound they are all begun', async (t) => {
  const app = await buildTestApp(t, SECRETS, { limits: { http: { pipelinedRequests: Number.POSITIVE_INFINITY } } })
  const { received } = await openRaw(t, await listenOnPort(app), READYZ.repeat(1_000))
  await until(() => answersIn(received()).length === 1_000, 'answer to each')
  t.equal((await read(app))(REFUSED), 0)
})

t.test('what waits for an answer counts, however slowly it came', async (t) => {
  const { makeLedger, release } = heldLedger()
  const app = await buildTestApp(t, SECRETS, { makeLedger, limits: { http: { pipelinedRequests: 4 } } })
  const port = await listenOnPort(app)
  const { socket, received, closed } = await openRaw(t, port)
  for (let n = 1; n <= 4; n++) {
    socket.write(signed(`n${n}`))
    await until(
      async () => (await read(app))('bellhook_webhook_responses_total{channel="sms",status="200"}') === 0,
      'held'
    )
  }
  release()
  await until(() => answersIn(received()).length === 4, 'four answers')
  t.strictSame(
    (await app.events()).map(({ subject }) => subject).sort(),
    ['n1', 'n2', 'n3', 'n4'].map((id) => `message/SM${id}`)
  )

  const held = heldLedger()
  const other = await buildTestApp(t, SECRETS, {
    makeLedger: held.makeLedger,
    limits: { http: { pipelinedRequests: 4 } }
  })
  const slow = await openRaw(t, await listenOnPort(other))
  for (let n = 1; n <= 5; n++) {
    slow.socket.write(signed(`n${n}`))
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
  await slow.closed
  t.equal((await read(other))(REFUSED), 1)
  held.release()
  await until(async () => (await other.deliveries()).length === 4, 'delivery of each that was taken')
  socket.destroy()
  await closed
})

function signed(name: string): string {
  const { url, body, headers } = sms(name, 'https://gw.example.test')
  const lines = Object.entries({ host: 'x', ...headers, 'content-length': body.length })
  return `POST ${url} HTTP/1.1\r\n${lines.map(([key, value]) => `${key}: ${value}\r\n`).join('')}\r\n${body}`
}

async function statusOf(_app: TestApp, port: number): Promise<number> {
  return (await fetch(`http://127.0.0.1:${port}/healthz`)).status
}
