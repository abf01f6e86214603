/** The files of a complete adapter for an invented PMS, by path. */
export function adapterTemplate(name: string): Readonly<Record<string, string>> {
  return {
    [`plugins/pms/adapters/${name}.ts`]: adapter(name),
    [`test/fixtures/pms/${name}/created.json`]: fixture(name, 'NEW', 'reservation.created', 'confirmed'),
    [`test/fixtures/pms/${name}/changed.json`]: fixture(name, 'CHG', 'reservation.updated', 'confirmed'),
    [`test/fixtures/pms/${name}/cancelled.json`]: fixture(name, 'CXL', 'reservation.cancelled', 'cancelled'),
    [`docs/channels/${name}.md`]: page(name)
  }
}

export function titleOf(name: string): string {
  return name
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ')
}

function adapter(name: string): string {
  return `import { Type } from '@sinclair/typebox'
import { hmac } from '../../../src/contract/verifiers.ts'
import { defineAdapter, reservation, toUtc } from '../adapter.ts'

const Payload = Type.Object({
  deliveryId: Type.String(),
  hotel: Type.String(),
  booking: Type.Object({
    id: Type.String({ minLength: 1 }),
    state: Type.String(),
    changedAt: Type.String(),
    arrival: Type.Optional(Type.String({ format: 'date' })),
    departure: Type.Optional(Type.String({ format: 'date' }))
  })
})

// Any other state is an update, and sourceStatus keeps the vendor's word.
const MEANING: ReadonlyMap<string, readonly [type: string, status: string]> = new Map([
  ['NEW', ['reservation.created', 'confirmed']],
  ['CHG', ['reservation.updated', 'confirmed']],
  ['CXL', ['reservation.cancelled', 'cancelled']]
])

export default defineAdapter({
  name: '${name}',
  title: '${titleOf(name)}',
  docs: 'https://docs.${name}.example/webhooks',
  proof: 'documented',
  verify: hmac({ header: 'x-${name}-signature' }),
  payload: Payload,
  property: ({ hotel }) => hotel,
  duplicateKey: ({ deliveryId }) => [deliveryId],

  normalize({ booking }) {
    const [type, status] = MEANING.get(booking.state) ?? ['reservation.updated']
    const fields = {
      externalId: booking.id,
      arrivalDate: booking.arrival,
      departureDate: booking.departure,
      status,
      sourceStatus: booking.state
    }
    const data = { reservation: reservation(fields, '${name}') }
    return [{ type, kind: 'reservation', id: booking.id, time: toUtc(booking.changedAt), data }]
  }
})
`
}

function fixture(name: string, state: string, type: string, status: string): string {
  const booking = {
    id: 'B-1',
    state,
    changedAt: '2026-05-01T10:00:00Z',
    arrival: '2026-06-01',
    departure: '2026-06-04'
  }
  const reservation = { externalId: 'B-1', status, sourceStatus: state, arrivalDate: '2026-06-01' }
  const event = { type, subject: 'reservation/B-1', property: 'H-1', data: { reservation } }
  const from = `https://docs.${name}.example/webhooks`
  const body = { deliveryId: `d-${state}`, hotel: 'H-1', booking }
  return `${JSON.stringify({ from, body, events: [event] }, null, 2)}\n`
}

function page(name: string): string {
  const variable = `${name.toUpperCase().replaceAll('-', '_')}_WEBHOOK_SECRET`
  return `# ${titleOf(name)}

1. Set \`${variable}\` to the signing secret.
2. Give the vendor the URL \`https://<PUBLIC_URL>/webhooks/pms/${name}\`.

**Events:**

| ${titleOf(name)} | Event |
|---|---|
| \`NEW\` | \`reservation.created\` |
| \`CHG\` and any other state | \`reservation.updated\` |
| \`CXL\` | \`reservation.cancelled\` |

A second delivery with the same delivery id is a duplicate.

**Problems:** 401 \`Invalid signature\`: the secret is not the vendor's, or a proxy changes the body.
`
}
