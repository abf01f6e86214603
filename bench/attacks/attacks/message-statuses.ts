import type { Attack } from '../attack.ts'
import { freshId, many, notification } from '../bodies.ts'

const AT_ONCE = 3

/** All statuses of a body are of one message, so each state follows from the one before. */
export const messageStatuses: Attack = {
  name: 'message-statuses',
  what: 'a WhatsApp body with 5,000 statuses of one message, then 3 at once with 60,000',
  seconds: 10,
  async run({ post, pause }) {
    await post('whatsapp', bodyWith(5_000))
    await pause(500)
    await Promise.all(many(AT_ONCE, () => post('whatsapp', bodyWith(60_000))))
  },
  // No bound makes the work linear: the algorithms do. The control takes time with the square of the size.
  control: { without: 'linear time', violates: ['healthz'], plant: 'quadratic-reader' }
}

function bodyWith(count: number): string {
  const id = freshId('wamid')
  return notification({ statuses: many(count, (at) => ({ id, status: `s${at}` })) })
}
