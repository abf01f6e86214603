import { UNBOUNDED } from '../../limits-with.ts'
import type { Attack } from '../attack.ts'

const REQUESTS = [
  'GET /readyz HTTP/1.1\r\nhost: attacks.test\r\n\r\n',
  'GET /healthz HTTP/1.1\r\nhost: attacks.test\r\n\r\n',
  'POST /webhooks/whatsapp HTTP/1.1\r\nhost: attacks.test\r\ncontent-length: 2\r\n\r\n{}',
  'GET /none HTTP/1.1\r\nhost: attacks.test\r\n\r\n'
]
const LANES = 32
const AT_ONCE = 16_000
/** The gateway closes a connection on which more than 32 requests arrive at once. */
const MOST_ANSWERED = 200

/** Sends thousands of cheap requests on a connection without waiting for an answer. */
export const pipelining: Attack = {
  name: 'pipelining',
  what: '512,000 requests at once on 32 connections: /readyz, /healthz, refusals, 404s',
  alsoFromOneAddress: true,
  async run({ repeat, connect, write, closed, found }) {
    let isFound = false
    await repeat(LANES, async (lane) => {
      const socket = await connect()
      if (socket === undefined) return
      let answered = 0
      // If the client did not read the answers, TCP alone would slow the gateway down.
      socket.on('data', (chunk: Buffer) => {
        answered += chunk.toString('latin1').split('HTTP/1.1 ').length - 1
        if (answered <= MOST_ANSWERED || isFound) return
        isFound = true
        found(`more than ${MOST_ANSWERED} requests of one burst were answered`)
      })
      const sent = await write(socket, (REQUESTS[lane % REQUESTS.length] ?? '').repeat(AT_ONCE))
      if (sent) await closed(socket)
    })
  },
  control: {
    without: 'a bound on pipelined requests',
    violates: ['attack', 'healthz', 'requests'],
    limits: { http: { pipelinedRequests: UNBOUNDED, waitingRequests: UNBOUNDED, waitingPerTurn: UNBOUNDED } }
  }
}
