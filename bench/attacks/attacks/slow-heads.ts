import type { Attack } from '../attack.ts'

const LANES = 300
const EVERY_MS = 500
const LINE = 'POST /webhooks/whatsapp HTTP/1.1\r\nhost: attacks.test\r\nx-slow: '
/** Milliseconds. The gateway allows 15 s. */
const LONGEST_MS = 17_000

export const slowHeads: Attack = {
  name: 'slow-heads',
  what: '300 connections that send nothing, or two bytes of a head a second',
  seconds: 18,
  async run({ repeat, connect, write, pause, found, over }) {
    let tooLong = 0
    await repeat(LANES, async (lane) => {
      const socket = await connect()
      if (socket === undefined) return
      const began = performance.now()
      const isTooLong = () => performance.now() - began > LONGEST_MS
      if (lane % 2 === 0) await write(socket, LINE)
      // A gateway that closes the connection answers first.
      socket.resume()
      while (!socket.destroyed && !over.aborted && !isTooLong()) {
        await pause(EVERY_MS)
        if (lane % 2 === 0) await write(socket, 'a')
      }
      if (!socket.destroyed && isTooLong()) tooLong++
      socket.destroy()
    })
    if (tooLong > 0) found(`${tooLong} connections had no complete head after ${LONGEST_MS / 1_000} s`)
  },
  control: {
    without: 'a time limit for heads',
    violates: ['attack'],
    limits: { http: { headersMs: 0 } }
  }
}
