import type { Attack } from '../attack.ts'

const LANES = 400
/** The gateway knows from the headers alone that it will not read a body. */
const REFUSED = [
  'POST /webhooks/none HTTP/1.1\r\ncontent-length: 4000000\r\n',
  'PUT /webhooks/whatsapp HTTP/1.1\r\ncontent-length: 4000000\r\n',
  'POST /webhooks/whatsapp HTTP/1.1\r\ncontent-length: 40000000\r\n',
  'POST /webhooks/sms HTTP/1.1\r\ncontent-length: 4000000\r\n'
]
const ACCEPTED = 'POST /webhooks/whatsapp HTTP/1.1\r\ncontent-length: 4000000\r\n'

/** Each connection asks whether it may send its body, and then sends nothing. */
export const expectContinue: Attack = {
  name: 'expect-continue',
  what: '400 connections that ask with Expect: 100-continue and send no body',
  async run({ repeat, connect, write, closed, found }) {
    let invited = 0
    await repeat(LANES, async (lane) => {
      const socket = await connect()
      if (socket === undefined) return
      const refused = REFUSED[lane % (REFUSED.length + 1)]
      if (refused === undefined) socket.resume()
      else
        socket.on('data', (chunk: Buffer) => {
          if (chunk.toString('latin1').includes('100 Continue')) invited++
        })
      await write(socket, `${refused ?? ACCEPTED}host: attacks.test\r\nexpect: 100-continue\r\n\r\n`)
      await closed(socket)
    })
    if (invited > 0) found(`${invited} requests that are refused anyway got a 100 Continue`)
  },
  // No limit decides which requests are refused. The control answers every client with 100 Continue.
  control: {
    without: 'final answers to requests that are refused anyway',
    violates: ['attack'],
    plant: 'eager-continue'
  }
}
