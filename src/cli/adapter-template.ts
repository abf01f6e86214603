/** The files of a complete adapter for an invented PMS, by path. */
export function adapterTemplate(name: string): Readonly<Record<string, string>> {
  return {
    [`plugins/pms/adapters/${name}.ts`]: adapter(name),
    [`test/fixtures/pms/${name}/created.json`]: fixture(name, CREATED),
    [`test/fixtures/pms/${name}/changed.json`]: fixture(name, CHANGED),
    [`test/fixtures/pms/${name}/cancelled.json`]: fixture(name, CANCELLED),
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
import { defineAdapter } from '../adapter.ts'

// Of a word that is not here, only sourceStatus is reported.
const STATUS = { NEW: 'confirmed', CHG: 'confirmed', IN: 'checked_in', CXL: 'cancelled' } as const

export default defineAdapter({
  name: '${name}',
  title: '${titleOf(name)}',
  docs: 'https://docs.${name}.example/webhooks',
  evidence: 'documented',
  verify: hmac({ header: 'x-${name}-signature' }),
  payload: Type.Object({ booking: Type.Object({}) }),
  property: (_payload, { fields }) => fields.id('hotel'),

  normalize(_payload, { fields }) {
    const booking = fields.in('booking')
    return [
      {
        key: [fields.id('deliveryId')],
        time: booking.instant('changedAt'),
        reservation: {
          externalId: booking.id('id'),
          ...booking.status('state', STATUS),
          arrivalDate: booking.day('arrival'),
          departureDate: booking.day('departure'),
          totalRate: booking.money('total', 'currency'),
          guest: { ...booking.name({ full: 'guest' }), phone: booking.phone('phone') }
        }
      }
    ]
  }
})
`
}

interface Case {
  state: string
  day: string
  type: string
  status: string
}

const CREATED: Case = { state: 'NEW', day: '2026-05-01', type: 'reservation.created', status: 'confirmed' }
const CHANGED: Case = { state: 'IN', day: '2026-06-01', type: 'guest.checked_in', status: 'checked_in' }
const CANCELLED: Case = { state: 'CXL', day: '2026-05-03', type: 'reservation.cancelled', status: 'cancelled' }

function fixture(name: string, { state, day, type, status }: Case): string {
  const changedAt = `${day}T10:00:00+02:00`
  const stay = { arrival: '2026-06-01', departure: '2026-06-04', total: 599, currency: 'EUR' }
  const booking = { id: 'B-1', state, changedAt, ...stay, guest: 'Ada Lovelace', phone: '+49 151 23456789' }
  const reservation = {
    status,
    sourceStatus: state,
    arrivalDate: '2026-06-01',
    totalRate: { amount: '599.00', currency: 'EUR' }
  }
  const time = `${day}T08:00:00.000Z`
  const event = { type, subject: 'reservation/B-1', property: 'H-1', time, data: { reservation } }
  const from = `https://docs.${name}.example/webhooks`
  const body = { deliveryId: `d-${state}`, hotel: 'H-1', booking }
  const again = { again: 0, events: [], outcome: 'duplicate' }
  return `${JSON.stringify({ from, steps: [{ body, events: [event] }, again] }, null, 2)}\n`
}

function page(name: string): string {
  const variable = `${name.toUpperCase().replaceAll('-', '_')}_WEBHOOK_SECRET`
  return `# ${titleOf(name)}

1. Set \`${variable}\` to the signing secret.
2. Give the vendor the URL \`https://<PUBLIC_URL>/webhooks/pms/${name}\`.

**Events:** each delivery reports how a reservation is now. Its event follows from what changed: \`reservation.created\`,
\`reservation.updated\`, \`reservation.cancelled\`, \`guest.checked_in\`.

| ${titleOf(name)} | \`status\` |
|---|---|
| \`NEW\`, \`CHG\` | \`confirmed\` |
| \`IN\` | \`checked_in\` |
| \`CXL\` | \`cancelled\` |
| any other word | none; \`sourceStatus\` has the word |

A second delivery with the same delivery id is a duplicate.

**Problems:** 401 \`Invalid signature\`: the secret is not the vendor's, or a proxy changes the body.
`
}
