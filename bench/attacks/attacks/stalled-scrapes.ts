import { UNBOUNDED } from '../../limits-with.ts'
import type { Attack } from '../attack.ts'
import { apiRequest } from '../attacker.ts'

const LANES = 800
/** The gateway allows 32 requests without an answer on one connection. */
const AT_ONCE = 30

export const stalledScrapes: Attack = {
  name: 'stalled-scrapes',
  what: '24,000 requests for /metrics on 800 connections, and none of the answers is read',
  seconds: 8,
  async run({ repeat, connect, write, leaveUnread }) {
    await repeat(LANES, async () => {
      const socket = await connect()
      if (socket === undefined) return
      if (await write(socket, apiRequest('/metrics').repeat(AT_ONCE))) await leaveUnread(socket)
    })
  },
  control: {
    without: 'turns for connections, and bounds on scrapes and on requests that wait',
    violates: ['memory', 'process', 'healthz', 'requests'],
    limits: {
      http: { acceptTurns: 0, waitingRequests: UNBOUNDED, waitingPerTurn: UNBOUNDED },
      reads: { scrapes: UNBOUNDED }
    }
  }
}
