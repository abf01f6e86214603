import type { Attack } from '../attack.ts'
import { many, notification } from '../bodies.ts'

const SIZES = [60_000, 1_900_000]
const DELIVERIES = 10
const ITEMS = 20_000
const READERS = 20

/** Each item is a problem with a path and a reason. */
export const unreadableItems: Attack = {
  name: 'unreadable-items',
  what: 'WhatsApp bodies with up to 1,900,000 messages that are no objects, and 20 readers of deliveries',
  seconds: 10,
  async run({ post, get, pause, repeat }) {
    for (const size of SIZES) {
      await post('whatsapp', notification({ messages: many(size, () => 0) }))
      await pause(500)
    }
    const ids: string[] = []
    for (let sent = 0; sent < DELIVERIES; sent++) {
      const answer = await post('whatsapp', notification({ messages: many(ITEMS, () => sent) }))
      if (answer?.delivery !== undefined) ids.push(answer.delivery)
    }
    await repeat(READERS, async (lane) => {
      await get('/api/deliveries?limit=1000')
      await get(`/api/deliveries/${ids[lane % ids.length]}`)
    })
  },
  // No bound makes the work linear: the algorithms do. The control takes time with the square of the size.
  control: { without: 'linear time', violates: ['healthz'], plant: 'quadratic-reader' }
}
