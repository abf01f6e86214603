import type { Socket } from 'node:net'
import t from 'tap'
import { whatsapp } from '../operations/messages.ts'
import { answersIn, listenOnPort, openRaw } from '../support/raw-http.ts'
import { buildTestApp, SECRETS, type TestApp } from '../support/test-app.ts'
import { until } from '../support/until.ts'

/** What Node keeps at a socket of its HTTP server. */
interface Internals {
  parser?: { _consumed?: boolean }
}

t.test('the input of a client is sliced until it has proven itself', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const sockets = watchSockets(app)
  const port = await listenOnPort(app)
  const stranger = await openRaw(t, port, 'POST /webhooks/sms HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n')
  await until(() => answersIn(stranger.received()).length === 1, 'refusal')
  const sender = await openRaw(t, port, request('one'))
  await until(() => answersIn(sender.received()).length === 1, 'answer')
  t.strictSame(
    sockets.map((socket) => (socket as Internals).parser?._consumed),
    [false, true],
    'Node itself reads the connection of the sender, in the way that this version of Node does'
  )
})

t.test('a proven connection is served as before: pipelined, large, in pieces, and kept open', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  const sockets = watchSockets(app)
  const port = await listenOnPort(app)
  const { socket, received } = await openRaw(t, port, request('first'))
  const answered = (count: number) => until(() => answersIn(received()).length === count, `${count} answers`)
  await answered(1)
  socket.write(request('second') + request('third'))
  await answered(3)
  const large = request('fourth', 200_000)
  for (let at = 0; at < large.length; at += 30_000) {
    socket.write(large.slice(at, at + 30_000))
    await new Promise(setImmediate)
  }
  await answered(4)
  sockets[0]?.pause()
  socket.write(request('fifth'))
  await new Promise(setImmediate)
  t.equal(answersIn(received()).length, 4, 'a paused socket is not read')
  sockets[0]?.resume()
  await answered(5)
  t.strictSame(
    answersIn(received()).map(({ status }) => status),
    [200, 200, 200, 200, 200]
  )
  t.equal(new Set((await app.events()).map(({ subject }) => subject)).size, 5)
})

function watchSockets({ app }: TestApp): Socket[] {
  const sockets: Socket[] = []
  app.server.on('connection', (socket: Socket) => sockets.push(socket))
  return sockets
}

function request(id: string, length = 10): string {
  const { url, headers, body } = whatsapp(id, length)
  const lines = Object.entries({ host: 'x', ...headers, 'content-length': Buffer.byteLength(body) })
  return `POST ${url} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n${body}`
}
