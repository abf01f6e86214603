import { UNBOUNDED } from '../../limits-with.ts'
import type { Attack } from '../attack.ts'
import { apiRequest } from '../attacker.ts'
import { freshId, many, notification } from '../bodies.ts'

const STATUSES = 5_000
const LANES = 400

export const replays: Attack = {
  name: 'replays',
  what: 'a body with 5,000 statuses of one message, replayed on 400 connections',
  seconds: 8,
  async run({ post, request, repeat }) {
    const id = freshId('wamid')
    const statuses = many(STATUSES, (at) => ({ id, status: `s${at}` }))
    const answer = await post('whatsapp', notification({ statuses }))
    if (answer?.delivery === undefined) return
    const replay = Buffer.from(apiRequest(`/api/deliveries/${answer.delivery}/replay`, { method: 'POST' }))
    await repeat(LANES, () => request(replay))
  },
  control: {
    without: 'a bound on replays at work',
    violates: ['memory', 'process', 'healthz'],
    limits: { reads: { replays: UNBOUNDED } }
  }
}
