import type { Attack } from '../attack.ts'
import { many, notification } from '../bodies.ts'

const DELIVERIES = 10
const PROBLEMS = 20_000
const READERS = 20

export const problemLists: Attack = {
  name: 'problem-lists',
  what: '10 deliveries with 20,000 problems each, and 20 readers of the list of deliveries',
  seconds: 12,
  async run({ post, get, repeat }) {
    const ids: string[] = []
    for (let sent = 0; sent < DELIVERIES; sent++) {
      const answer = await post('whatsapp', notification({ messages: many(PROBLEMS, () => sent) }))
      if (answer?.delivery !== undefined) ids.push(answer.delivery)
    }
    await repeat(READERS, async (lane) => {
      await get('/api/deliveries?limit=1000')
      await get(`/api/deliveries/${ids[lane % ids.length]}`)
    })
  },
  control: { without: 'a bound on the problems that are listed', violates: ['memory', 'process', 'healthz'] }
}
