import { Type } from '@sinclair/typebox'
import { defineAdapter } from 'bellhook/adapter'
import { basic, secretHeader } from 'bellhook/verify'

// Of a word that is not here, only sourceStatus is reported.
const HOUSEKEEPING = { D: 'dirty', C: 'clean', I: 'inspected' }
const SERVICE = { OOO: 'out_of_order' }

/** Acme sends a batch of rooms whenever a housekeeper taps on the tablet. A room can be in it twice. */
export default defineAdapter({
  name: 'acme-rooms',
  title: 'Acme Rooms',
  docs: 'https://docs.acme.example/rooms/webhooks',
  evidence: 'documented',
  verify: [secretHeader('x-acme-key'), basic()],
  payload: Type.Object({ batch: Type.String(), hotel: Type.String(), rooms: Type.Array(Type.Unknown()) }),
  property: ({ hotel }) => hotel,
  normalize: (_payload, { fields }) =>
    fields.list('rooms').map((room, at) => {
      const { status: housekeeping, sourceStatus } = room.status('condition', HOUSEKEEPING)
      const { status: service } = room.status('condition', SERVICE)
      const status = housekeeping ?? service
      return {
        type: 'room.status_changed',
        // The place in the batch tells apart two updates of one room.
        key: [fields.id('batch'), String(at)],
        room: {
          externalId: room.id('number'),
          number: room.text('number'),
          status,
          housekeeping,
          service,
          sourceStatus
        }
      }
    })
})
