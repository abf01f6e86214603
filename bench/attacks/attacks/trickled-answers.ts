import { once } from 'node:events'
import { UNBOUNDED } from '../../limits-with.ts'
import type { Attack } from '../attack.ts'
import { apiRequest } from '../attacker.ts'
import { postWideGuests } from '../fat-guests.ts'

const GUESTS = 60
const READERS = 40
const PAGES = 8
/** Shorter than any time after which a client counts as stalled. */
const EVERY_MS = 1_500

export const trickledAnswers: Attack = {
  name: 'trickled-answers',
  what: '40 readers of pages of 2 MiB that take one chunk every 1.5 s',
  seconds: 16,
  async run(attacker) {
    const { repeat, connect, write, pause, over } = attacker
    await postWideGuests(attacker, GUESTS)
    await repeat(READERS, async () => {
      const socket = await connect()
      if (socket === undefined) return
      socket.pause()
      await write(socket, apiRequest('/api/events?limit=1000').repeat(PAGES))
      while (!socket.destroyed && !over.aborted) {
        const chunk = once(socket, 'data', { signal: over }).catch(() => undefined)
        socket.resume()
        await Promise.race([chunk, pause(EVERY_MS)])
        socket.pause()
        await pause(EVERY_MS)
      }
    })
  },
  control: {
    without: 'a time limit for clients that take nothing',
    violates: ['feed'],
    limits: { reads: { stallMs: UNBOUNDED, pressedStallMs: UNBOUNDED } }
  }
}
