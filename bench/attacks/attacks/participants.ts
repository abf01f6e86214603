import type { Attack } from '../attack.ts'
import { freshId, many, notification } from '../bodies.ts'

const COUNT = 25_000

export const participants: Attack = {
  name: 'participants',
  what: 'a group message with statuses of 25,000 participants, and 25,000 contacts',
  seconds: 10,
  async run({ post, pause }) {
    const id = freshId('wamid')
    const statuses = many(COUNT, (at) => {
      return { id, status: 'read', recipient_type: 'group', recipient_id: 'g', recipient_participant_id: `1650${at}` }
    })
    await post('whatsapp', notification({ statuses }))
    await pause(500)
    const contacts = many(COUNT, (at) => ({ profile: { name: `Guest ${at}` }, wa_id: `1650${at}` }))
    const message = { from: '16501', id: freshId('wamid'), timestamp: '1', type: 'text', text: { body: 'Hello' } }
    await post('whatsapp', notification({ contacts, messages: [message] }))
  },
  // No bound makes the work linear: the algorithms do. The control takes time with the square of the size.
  control: { without: 'linear time', violates: ['healthz'], plant: 'quadratic-reader' }
}
