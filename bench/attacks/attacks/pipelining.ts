import type { Attack } from '../attack.ts'

const REQUESTS = [
  'GET /readyz HTTP/1.1\r\nhost: attacks.test\r\n\r\n',
  'GET /healthz HTTP/1.1\r\nhost: attacks.test\r\n\r\n',
  'POST /webhooks/whatsapp HTTP/1.1\r\nhost: attacks.test\r\ncontent-length: 2\r\n\r\n{}',
  'GET /none HTTP/1.1\r\nhost: attacks.test\r\n\r\n'
]
const AT_ONCE = 16_000

/** Cheap requests, thousands on a connection, without waiting for an answer. */
export const pipelining: Attack = {
  name: 'pipelining',
  what: '64,000 requests at once on 4 connections: /readyz, /healthz, refusals, 404s',
  alsoFromOneAddress: true,
  async run({ repeat, connect, write, closed }) {
    await repeat(REQUESTS.length, async (lane) => {
      const socket = await connect()
      if (socket === undefined) return
      // Without a reader of the answers, TCP itself would stop the gateway from answering.
      socket.resume()
      const sent = await write(socket, (REQUESTS[lane] ?? '').repeat(AT_ONCE))
      if (sent) await closed(socket)
    })
  },
  control: { without: 'turns between connections', violates: ['healthz', 'requests'] }
}
