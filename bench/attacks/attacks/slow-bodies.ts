import { attackerAddress } from '../addresses.ts'
import type { Attack } from '../attack.ts'
import { MIB } from '../bodies.ts'

const ADDRESSES = 3
const LANES = 150
const EVERY_MS = 250
/** Bytes of the first chunk, and of each later one. Only the last pattern keeps the minimum rate. No address has more than its share. */
const PATTERNS = [
  { first: MIB / 2, later: 1 },
  { first: 0, later: 1 },
  { first: 0, later: 64 },
  { first: 0, later: 200 },
  { first: 0, later: 2_048 }
] as const
const MINIMUM_RATE = 1_024
const HEAD = `POST /webhooks/whatsapp HTTP/1.1\r\nhost: attacks.test\r\ncontent-length: ${4 * MIB}\r\n\r\n`
/**
 * Milliseconds. The gateway looks at periods of 5 s, and what comes at once gains one of them. The client, which does not read the
 * answer, may go on for 5 s.
 */
const LONGEST_MS = 17_000

export const slowBodies: Attack = {
  name: 'slow-bodies',
  what: '150 bodies from 3 addresses that drip 4 bytes to 8 KiB a second, some after 512 KiB at once',
  seconds: 20,
  async run({ repeat, connect, write, pause, found }) {
    let tooLong = 0
    await repeat(LANES, async (lane) => {
      const socket = await connect(attackerAddress(1 + (lane % ADDRESSES)))
      const pattern = PATTERNS[lane % PATTERNS.length]
      if (socket === undefined || pattern === undefined) return
      await write(socket, HEAD)
      await write(socket, Buffer.alloc(pattern.first, 'a'))
      const isSlow = pattern.later * (1_000 / EVERY_MS) < MINIMUM_RATE
      const began = performance.now()
      while (await write(socket, Buffer.alloc(pattern.later, 'a'))) {
        if (isSlow && performance.now() - began > LONGEST_MS) break
        await pause(EVERY_MS)
      }
      if (isSlow && !socket.destroyed && performance.now() - began > LONGEST_MS) tooLong++
      socket.destroy()
    })
    if (tooLong > 0) found(`${tooLong} bodies below the minimum rate were taken for more than ${LONGEST_MS / 1_000} s`)
  },
  control: {
    without: 'a minimum rate of bodies',
    violates: ['attack'],
    limits: { http: { bodyBytesPerSecond: 0 } }
  }
}
