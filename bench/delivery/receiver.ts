import { createServer, type Socket } from 'node:net'
import { createdAt } from '../../src/feed/created-at.ts'

// A receiver of webhooks in a process of its own, over plain sockets, so that it leaves the cores to the gateway and the database. It answers
// 204, on /unmeasured/slow after 10 s. It sends its port to its parent, and answers each message with what came since the last one, except on
// /unmeasured: the milliseconds from the creation of each event until its request arrived, and when the first and the last one came.

const SLOW_MS = 10_000
const HEAD_END = '\r\n\r\n'
const ANSWER = 'HTTP/1.1 204 No Content\r\n\r\n'

let late: number[] = []
let [first, last] = [0, 0]

const server = createServer({ noDelay: true }, (socket) => {
  let text = ''
  socket.on('error', () => undefined)
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1')
    const end = text.indexOf(HEAD_END)
    if (end === -1) return
    const head = text.slice(0, end)
    if (text.length < end + HEAD_END.length + Number(headerOf(head, 'content-length'))) return
    text = ''
    answer(socket, head)
  })
})

function answer(socket: Socket, head: string): void {
  if (head.startsWith('POST /unmeasured/slow')) {
    setTimeout(() => socket.write(ANSWER), SLOW_MS)
    return
  }
  socket.write(ANSWER)
  if (head.startsWith('POST /unmeasured')) return
  const now = performance.timeOrigin + performance.now()
  if (late.length === 0) first = now
  last = now
  late.push(now - createdAt({ id: headerOf(head, 'webhook-id') }))
}

function headerOf(head: string, name: string): string {
  const from = head.toLowerCase().indexOf(`\r\n${name}: `) + name.length + 4
  const end = head.indexOf('\r\n', from)
  return head.slice(from, end === -1 ? undefined : end)
}

server.listen(0, '127.0.0.1', () => process.send?.({ port: Object(server.address()).port }))
process.on('message', () => {
  process.send?.({ late, first, last })
  late = []
})
process.on('SIGTERM', () => process.exit(0))
