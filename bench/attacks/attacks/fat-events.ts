import { UNBOUNDED } from '../../limits-with.ts'
import type { Attack } from '../attack.ts'
import { apiRequest } from '../attacker.ts'
import { postFatGuests, postWideGuests } from '../fat-guests.ts'

const FAT = 4
const WIDE = 40
const READERS = 50
const STALLED = 50
/** The buffers of the kernel take most of the first page. */
const PAGES = 8
const PAGE = '/api/events?limit=1000'

export const fatEvents: Attack = {
  name: 'fat-events',
  what: '4 guests of 3.6 MiB and 40 of 200 KiB, read by 50 readers, and by 50 that take nothing',
  seconds: 12,
  async run(attacker) {
    const { get, repeat, connect, write, leaveUnread } = attacker
    await postFatGuests(attacker, FAT)
    await postWideGuests(attacker, WIDE)
    await repeat(READERS + STALLED, async (lane) => {
      if (lane < READERS) return get(PAGE)
      const socket = await connect()
      if (socket === undefined) return
      await write(socket, apiRequest(PAGE).repeat(PAGES))
      await leaveUnread(socket)
    })
  },
  control: {
    without: 'a bound on the bytes of all answers',
    violates: ['memory', 'process'],
    limits: { reads: { answersBytes: UNBOUNDED } }
  }
}
