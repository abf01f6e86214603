import { attackerAddress } from '../addresses.ts'
import type { Attack } from '../attack.ts'
import { MIB } from '../bodies.ts'

const ADDRESSES = 3
const LANES = 150
const EVERY_MS = 250
/** Bytes of the first chunk, and of each later one. Only the last pattern keeps the minimum rate. */
const PATTERNS = [
  { first: 4 * MIB - 4_096, later: 1 },
  { first: 0, later: 1 },
  { first: 0, later: 64 },
  { first: 0, later: 200 },
  { first: 0, later: 2_048 }
] as const
const MINIMUM_RATE = 1_024
const HEAD = `POST /webhooks/whatsapp HTTP/1.1\r\nhost: attacks.test\r\ncontent-length: ${4 * MIB}\r\n\r\n`
/** Milliseconds. The gateway allows 5 s at any rate, and the first MiB at once gains nothing. */
const LONGEST_MS = 10_000

export const slowBodies: Attack = {
  name: 'slow-bodies',
  what: '150 bodies from 3 addresses that drip 4 bytes to 8 KiB a second, some after 4 MiB at once',
  seconds: 12,
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
