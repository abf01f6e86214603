import { UNBOUNDED } from '../../limits-with.ts'
import type { Attack } from '../attack.ts'
import { CROWD } from '../crowd.ts'

const HALF_A_HEAD = 'POST /webhooks/whatsapp HTTP/1.1\r\nhost: attacks.test\r\n'

export const oneAddress: Attack = {
  name: 'one-address',
  what: '12,000 connections from one address, each with half a request',
  seconds: 8,
  alsoFromOneAddress: true,
  async run({ repeat, connect, write, closed }) {
    await repeat(CROWD, async () => {
      const socket = await connect()
      if (socket === undefined) return
      await write(socket, HALF_A_HEAD)
      await closed(socket)
    })
  },
  control: {
    without: 'a cap on connections',
    violates: ['requests', 'healthz', 'process'],
    limits: { http: { connections: UNBOUNDED } }
  }
}
