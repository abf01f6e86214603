import type { Attack } from '../attack.ts'
import { many, notification } from '../bodies.ts'

const SIZES = [60_000, 1_900_000]

/** Each is a problem of its own, with a path and a reason. */
export const unreadableItems: Attack = {
  name: 'unreadable-items',
  what: 'signed WhatsApp bodies with 60,000 and 1,900,000 messages that are no objects',
  seconds: 10,
  async run({ post, pause }) {
    for (const size of SIZES) {
      await post('whatsapp', notification({ messages: many(size, () => 0) }))
      await pause(500)
    }
  },
  control: { without: 'reading in linear time', violates: ['healthz'], plant: 'quadratic-reader' }
}
