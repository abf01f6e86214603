import type { Attack } from '../attack.ts'
import { freshId, many, notification } from '../bodies.ts'

const SIZES = [5_000, 60_000]

/** All in one delivery, and all of one message: the state after each follows from the one before. */
export const messageStatuses: Attack = {
  name: 'message-statuses',
  what: 'signed WhatsApp bodies with 5,000 and 60,000 statuses of one message',
  seconds: 10,
  async run({ post, pause }) {
    for (const size of SIZES) {
      const id = freshId('wamid')
      const statuses = many(size, (at) => ({
        id,
        status: `s${at}`,
        timestamp: '1749416383',
        recipient_id: '16505551234'
      }))
      await post('whatsapp', notification({ statuses: size > 30_000 ? statuses.map(shorter) : statuses }))
      await pause(500)
    }
  },
  control: { without: 'reading in linear time', violates: ['healthz'], plant: 'quadratic-reader' }
}

/** So that the body stays under 4 MiB. */
function shorter({ id, status }: { id: string; status: string }) {
  return { id, status }
}
