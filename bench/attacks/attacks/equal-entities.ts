import type { Attack } from '../attack.ts'
import { freshId, guest, many, notification } from '../bodies.ts'

const ITEMS = 30_000
const AT_ONCE = 100

/** The same thing again and again: in one delivery, and in deliveries that are committed together. */
export const equalEntities: Attack = {
  name: 'equal-entities',
  what: '30,000 equal items in a body, and 100 deliveries at once about one guest',
  seconds: 10,
  async run({ post, repeat }) {
    const id = freshId('equal')
    const event = { Discriminator: 'ServiceOrderUpdated', Value: { Id: id } }
    await post('pms', JSON.stringify({ EnterpriseId: '1', Events: many(ITEMS, () => event) }), {
      path: '/webhooks/pms/mews'
    })
    const message = { from: '16505551234', id, timestamp: '1749416383', type: 'text', text: { body: 'Hello' } }
    await post('whatsapp', notification({ messages: many(ITEMS, () => message) }))
    await repeat(AT_ONCE, (lane) => post('pms', guest(id, `,"notes":"${lane}"`), { path: '/webhooks/pms/guests' }))
  },
  // No bound makes the work linear: the algorithms do. The control takes time with the square of the size.
  control: { without: 'linear time', violates: ['healthz'], plant: 'quadratic-reader' }
}
