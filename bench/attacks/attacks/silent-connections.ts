import { UNBOUNDED } from '../../limits-with.ts'
import { attackerAddress } from '../addresses.ts'
import type { Attack } from '../attack.ts'
import { CROWD } from '../crowd.ts'

const LANES = CROWD
const ADDRESSES = 40

export const silentConnections: Attack = {
  name: 'silent-connections',
  what: '12,000 connections from 40 addresses that say nothing',
  seconds: 8,
  async run({ repeat, connect, closed }) {
    await repeat(LANES, async (lane) => {
      const socket = await connect(attackerAddress(1 + (lane % ADDRESSES)))
      if (socket !== undefined) await closed(socket)
    })
  },
  control: {
    without: 'a cap on connections',
    violates: ['requests', 'healthz', 'process'],
    limits: { http: { connections: UNBOUNDED } }
  }
}
