import type { Attack } from '../attack.ts'
import { CROWD } from '../crowd.ts'

const TARGETS = ['/webhooks/whatsapp', '/webhooks/sms', '/webhooks/pms/guests', '/webhooks/none']

/** Each asks whether it may send its body, and then does not. */
export const expectContinue: Attack = {
  name: 'expect-continue',
  what: '12,000 connections that ask with Expect: 100-continue and send no body',
  seconds: 10,
  async run({ repeat, connect, write, closed }) {
    await repeat(CROWD, async (lane) => {
      const socket = await connect()
      if (socket === undefined) return
      const head = `POST ${TARGETS[lane % TARGETS.length]} HTTP/1.1\r\nhost: attacks.test\r\n`
      await write(socket, `${head}expect: 100-continue\r\ncontent-length: 4000000\r\n\r\n`)
      await closed(socket)
    })
  },
  control: { without: 'final answers to requests that are refused anyway', violates: ['requests', 'healthz'] }
}
