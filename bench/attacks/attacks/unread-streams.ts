import { UNBOUNDED } from '../../limits-with.ts'
import type { Attack } from '../attack.ts'
import { apiRequest } from '../attacker.ts'
import { postWideGuests } from '../fat-guests.ts'

const BEFORE = 80
const MEANWHILE = 40
const STREAMS = 400

export const unreadStreams: Attack = {
  name: 'unread-streams',
  what: '400 live streams from the beginning, none of which is read, and 120 guests of 200 KiB',
  seconds: 10,
  async run(attacker) {
    const { repeat, connect, write, leaveUnread } = attacker
    await postWideGuests(attacker, BEFORE)
    const readers = repeat(STREAMS, async () => {
      const socket = await connect()
      if (socket === undefined) return
      await write(socket, apiRequest('/api/events/stream'))
      await leaveUnread(socket)
    })
    await postWideGuests(attacker, MEANWHILE)
    await readers
  },
  control: {
    without: 'a bound on what streams read from the database',
    violates: ['memory', 'process', 'requests'],
    limits: { reads: { streamPageBytes: UNBOUNDED, catchUpBytes: UNBOUNDED } }
  }
}
