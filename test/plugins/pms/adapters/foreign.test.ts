import t from 'tap'
import type { PmsAdapter } from '../../../../plugins/pms/adapter.ts'
import { matchExactly } from '../../../support/match-exactly.ts'
import { buildTestApp, type TestApp } from '../../../support/test-app.ts'
import { acme } from '../../../testing/acme.ts'

const SECRET = { 'x-webhook-secret': 'shared' }

t.test('what an adapter of somebody else’s makes wrong is a problem of its delivery alone', async (t) => {
  const good = { type: 'reservation.updated', kind: 'reservation', id: 'B-1', data: { reservation: {} } }
  const wrong = [
    { ...good, id: 7 },
    { ...good, id: undefined },
    { ...good, data: undefined },
    { ...good, time: 'today' }
  ]
  const adapter = { ...acme, normalize: () => [...wrong, good] } as unknown as PmsAdapter
  const app = await buildTestApp(t, { PMS_WEBHOOK_SECRET: 'shared' }, { adapters: [adapter] })
  matchExactly(t, await post(app, 'H'), { outcome: 'quarantined', events: [String] })
  const [delivery] = await app.deliveries()
  t.match(
    delivery?.problems,
    ['/id must be', 'without an id', '/data', '/time must be'].map((text) => ({ problem: new RegExp(text) }))
  )
  const odd = { ...acme, property: () => 7 } as unknown as PmsAdapter
  const other = await buildTestApp(t, { PMS_WEBHOOK_SECRET: 'shared' }, { adapters: [odd] })
  matchExactly(t, await post(other, 'H'), { outcome: 'quarantined', events: [] })
  const guest = JSON.stringify({ externalId: 'g', source: 'x', lastName: 'y' })
  matchExactly(
    t,
    (await app.post('/webhooks/pms/guests', guest, SECRET)).json(),
    { outcome: 'accepted' },
    'others go on'
  )
})

t.test('two hotels that count their deliveries alike tell two facts', async (t) => {
  const app = await buildTestApp(t, { PMS_WEBHOOK_SECRET: 'shared' }, { adapters: [acme as PmsAdapter] })
  for (const [hotel, outcome] of [
    ['north', 'accepted'],
    ['south', 'accepted'],
    ['north', 'duplicate']
  ] as const)
    t.match(await post(app, hotel), { outcome }, hotel)
  t.strictSame(
    (await app.events()).map(({ property }) => property),
    ['north', 'south']
  )
})

async function post(app: TestApp, hotel: string) {
  const bookings = [{ id: 'B-1', state: 'CHG', changed: '2026-05-01T10:00:00Z' }]
  return (await app.post('/webhooks/pms/acme', JSON.stringify({ delivery: '1', hotel, bookings }), SECRET)).json()
}
