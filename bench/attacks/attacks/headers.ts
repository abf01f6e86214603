import type { Attack } from '../attack.ts'
import { MIB, many } from '../bodies.ts'

const LANES = 40
const ENDLESS = 20
/** Bytes. The gateway takes 16 KiB, and the buffers of the kernel a few MiB. */
const MOST_TAKEN = 16 * MIB
const LINE = 'POST /webhooks/whatsapp HTTP/1.1\r\nhost: attacks.test\r\n'

export const headers: Attack = {
  name: 'headers',
  what: 'heads of 15 KB, of 2,000 lines, of 1 MB, and without an end',
  seconds: 8,
  async run({ repeat, connect, write, request, found }) {
    const heads = [
      `${LINE}x-large: ${'a'.repeat(15_000)}\r\n\r\n`,
      `${LINE}${many(2_000, (at) => `x${at}: 1\r\n`).join('')}\r\n`,
      `${LINE}cookie: ${'a=b; '.repeat(200_000)}\r\n\r\n`,
      `${LINE}x-hub-signature-256: ${many(1_000, () => 'sha256=').join(',')}\r\ncontent-length: 0\r\n\r\n`
    ].map((head) => Buffer.from(head))
    let most = 0
    const block = Buffer.alloc(64 * 1024, 'a')
    await repeat(LANES, async (lane) => {
      if (lane >= ENDLESS) return request(heads[lane % heads.length] ?? block)
      const socket = await connect()
      if (socket === undefined) return
      await write(socket, `${LINE}x-endless: `)
      // The gateway answers at once, and then drops what still comes for a few seconds.
      let isAnswered = false
      socket.once('data', () => {
        isAnswered = true
      })
      let sent = 0
      while (!isAnswered && (await write(socket, block))) sent += block.length
      most = Math.max(most, sent)
      socket.destroy()
    })
    if (most > MOST_TAKEN) found(`${Math.round(most / MIB)} MiB of one head were taken without an answer`)
  },
  control: {
    without: 'a bound on the size of a head',
    violates: ['attack', 'memory', 'process', 'healthz', 'requests'],
    limits: { http: { headerBytes: 1_000_000_000 } }
  }
}
