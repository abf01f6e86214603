import { UNBOUNDED } from '../../limits-with.ts'
import type { Attack } from '../attack.ts'
import { apiRequest } from '../attacker.ts'
import { postFatGuests } from '../fat-guests.ts'

const BODIES = 4
const LANES = 100
/** The gateway allows 32 requests without an answer on one connection. */
const AT_ONCE = 30

export const untakenDownloads: Attack = {
  name: 'untaken-downloads',
  what: '3,000 downloads of stored bodies of 3.6 MiB on 100 connections, which nobody takes',
  seconds: 10,
  async run(attacker) {
    const { repeat, connect, write, leaveUnread } = attacker
    const deliveries = await postFatGuests(attacker, BODIES)
    await repeat(LANES, async (lane) => {
      const socket = await connect()
      if (socket === undefined) return
      const request = apiRequest(`/api/deliveries/${deliveries[lane % deliveries.length]}/raw`)
      await write(socket, request.repeat(AT_ONCE))
      await leaveUnread(socket)
    })
  },
  control: {
    without: 'a bound on the bytes of all answers',
    violates: ['memory', 'process', 'healthz', 'requests', 'feed'],
    limits: { reads: { answersBytes: UNBOUNDED } }
  }
}
