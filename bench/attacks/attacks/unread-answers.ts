import { UNBOUNDED } from '../../limits-with.ts'
import type { Attack } from '../attack.ts'

const LANES = 200
const AT_ONCE = 2_000
const PATHS = ['/docs', '/docs/json', '/docs/assets/swagger-ui-bundle.js', '/none']

/** Asks for large answers and takes none, so that they wait in memory. */
export const unreadAnswers: Attack = {
  name: 'unread-answers',
  what: '400,000 requests for /docs and others, and none of the answers is read',
  async run({ repeat, connect, write, leaveUnread }) {
    await repeat(LANES, async (lane) => {
      const socket = await connect()
      if (socket === undefined) return
      const request = `GET ${PATHS[lane % PATHS.length]} HTTP/1.1\r\nhost: attacks.test\r\n\r\n`
      if (await write(socket, request.repeat(AT_ONCE))) await leaveUnread(socket)
    })
  },
  control: {
    without: 'turns for connections and a bound on pipelined requests',
    violates: ['memory', 'process', 'healthz'],
    limits: {
      http: { acceptTurns: 0, pipelinedRequests: UNBOUNDED, waitingRequests: UNBOUNDED, waitingPerTurn: UNBOUNDED }
    }
  }
}
