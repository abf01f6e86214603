import { Type } from '@sinclair/typebox'
import { defineAdapter, room } from 'bellhook/adapter'
import { basic, secretHeader } from 'bellhook/verify'

/** Acme sends a batch of rooms whenever a housekeeper taps on the tablet. */
export default defineAdapter({
  name: 'acme-rooms',
  title: 'Acme Rooms',
  docs: 'https://docs.acme.example/rooms/webhooks',
  proof: 'documented',
  verify: [secretHeader('x-acme-key'), basic()],
  payload: Type.Object({
    batch: Type.String(),
    hotel: Type.String(),
    rooms: Type.Array(Type.Object({ number: Type.String({ minLength: 1 }), condition: Type.String() }))
  }),
  property: ({ hotel }) => hotel,
  duplicateKey: ({ batch }) => [batch],
  normalize: ({ rooms }) =>
    rooms.map(({ number, condition }, at) => {
      const status = CONDITIONS.get(condition)
      if (status === undefined) return { path: `/rooms/${at}/condition`, problem: 'is a condition that is not known' }
      const data = { room: room({ externalId: number, number, status }) }
      return { type: 'room.status_changed', kind: 'room', id: number, data }
    })
})

const CONDITIONS = new Map([
  ['D', 'dirty'],
  ['C', 'clean'],
  ['I', 'inspected'],
  ['OOO', 'out_of_order']
])
