import { UNBOUNDED } from '../../limits-with.ts'
import type { Attack } from '../attack.ts'

const PATHS = [
  '/webhooks/whatsapp',
  '/webhooks/pms/guests',
  '/webhooks/whatsapp',
  '/webhooks/sms',
  '/webhooks/pms/mews'
]

/** Six bytes on the wire for each byte of body: what a chunk costs in memory can be hundreds of times its size. */
export const tinyChunks: Attack = {
  name: 'tiny-chunks',
  what: 'bodies without an end in chunks of one byte',
  seconds: 8,
  async run({ repeat, connect, write }) {
    const chunks = Buffer.from('1\r\na\r\n'.repeat(10_000))
    await repeat(PATHS.length, async (lane) => {
      const socket = await connect()
      if (socket === undefined) return
      const head = `POST ${PATHS[lane]} HTTP/1.1\r\nhost: attacks.test\r\ncontent-type: application/json\r\n`
      await write(socket, `${head}transfer-encoding: chunked\r\n\r\n`)
      while (await write(socket, chunks));
      socket.destroy()
    })
  },
  // No bound makes a chunk cheap: the gateway copies each one into the buffer of its body. The control keeps the chunks.
  control: {
    without: 'one buffer for all chunks of a body',
    violates: ['process', 'memory'],
    limits: { http: { bodyChunks: UNBOUNDED } },
    plant: 'chunk-hoarder'
  }
}
