import { Type } from '@sinclair/typebox'
import { defineAdapter } from '../../plugins/pms/adapter.ts'
import { hmac } from '../../src/contract/verifiers.ts'

const STATUS: ReadonlyMap<string, readonly [type: string, status: string]> = new Map([
  ['NEW', ['reservation.created', 'confirmed']],
  ['CHG', ['reservation.updated', 'confirmed']],
  ['CXL', ['reservation.cancelled', 'cancelled']]
])

/** A made-up PMS whose adapter is good. The broken ones beside it differ in one thing each. */
export const acme = defineAdapter({
  name: 'acme',
  title: 'Acme PMS',
  docs: 'https://docs.acme.example/webhooks',
  evidence: 'documented',
  verify: hmac({ header: 'x-acme-signature' }),
  payload: Type.Object({
    delivery: Type.String(),
    hotel: Type.String(),
    bookings: Type.Array(
      Type.Object({
        id: Type.String({ minLength: 1 }),
        state: Type.String(),
        changed: Type.String({ format: 'date-time', pattern: 'Z$' }),
        arrival: Type.Optional(Type.String({ format: 'date' })),
        total: Type.Optional(Type.String({ pattern: '^\\d{1,9}\\.\\d\\d$' }))
      })
    )
  }),
  property: ({ hotel }) => hotel,
  key: ({ delivery }) => [delivery],
  normalize: ({ bookings }) =>
    bookings.map(({ id, state, changed, arrival, total }) => {
      const [type, status] = STATUS.get(state) ?? ['reservation.updated']
      const told = { ...(status ? { status } : {}), ...(arrival ? { arrivalDate: arrival } : {}) }
      const money = total ? { totalRate: { amount: total, currency: 'EUR' } } : {}
      const reservation = { externalId: id, sourceStatus: state, ...told, ...money }
      return { type, kind: 'reservation', id, time: new Date(changed).toISOString(), data: { reservation } }
    })
})
