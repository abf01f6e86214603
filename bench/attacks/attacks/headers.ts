import type { Attack } from '../attack.ts'
import { many } from '../bodies.ts'

const LANES = 40
const ENDLESS = 20
const LINE = 'POST /webhooks/whatsapp HTTP/1.1\r\nhost: attacks.test\r\n'

export const headers: Attack = {
  name: 'headers',
  what: 'heads of 15 KB, of 2,000 lines, of 1 MB, and without an end',
  async run({ repeat, connect, write, request }) {
    const heads = [
      `${LINE}x-large: ${'a'.repeat(15_000)}\r\n\r\n`,
      `${LINE}${many(2_000, (at) => `x${at}: 1\r\n`).join('')}\r\n`,
      `${LINE}cookie: ${'a=b; '.repeat(200_000)}\r\n\r\n`,
      `${LINE}x-hub-signature-256: ${many(1_000, () => 'sha256=').join(',')}\r\ncontent-length: 0\r\n\r\n`
    ].map((head) => Buffer.from(head))
    const block = Buffer.alloc(64 * 1024, 'a')
    await repeat(LANES, async (lane) => {
      if (lane >= ENDLESS) return request(heads[lane % heads.length] ?? block)
      const socket = await connect()
      if (socket === undefined) return
      await write(socket, `${LINE}x-endless: `)
      while (await write(socket, block));
      socket.destroy()
    })
  },
  control: {
    without: 'a bound on the size of a head',
    violates: ['healthz', 'requests', 'memory'],
    flags: ['--max-http-header-size=1000000000']
  }
}
