import t from 'tap'
import { startHydrated, WEBHOOK_TOKEN } from '../support/hydrated-app.ts'
import { until } from '../support/until.ts'

const COUNT = 500

t.test('records that go through the spool come once, and no thin event follows them', async (t) => {
  // The ledger cannot commit so many records in a millisecond.
  const limits = { ledger: { acknowledgeMs: 1 } }
  const { fake, hasBaseline, post, rows } = await startHydrated(t, 'mews', { limits })
  await hasBaseline()
  const [pattern = {}] = fake.records.all('reservations')
  const ids = Array.from({ length: COUNT }, (_, at) =>
    fake.put('reservations', { ...pattern, Id: `7c1e4e00-0000-4000-8000-${String(100_000 + at).padStart(12, '0')}` })
  )
  const before = fake.calls.length
  const Events = ids.map((Id) => ({ Discriminator: 'ServiceOrderUpdated', Value: { Id } }))
  const body = JSON.stringify({ EnterpriseId: '5f0c2f0e-6a1c-4a2f-9b66-0f6f6f1b7c11', Events })
  const json = { 'content-type': 'application/json' }
  t.equal((await post(`/webhooks/pms/mews?token=${WEBHOOK_TOKEN}`, body, json)).statusCode, 200)
  const count = `select count(*)::int, count(distinct subject)::int as subjects,
    count(*) filter (where hydrated)::int as hydrated, (select count(*)::int from wanted_records) as wanted,
    (select count(*)::int from held_events) as held from events`
  await until(async () => {
    const [{ count: events, wanted } = {}] = await rows(count)
    return events === COUNT && wanted === 0
  }, 'all records')
  t.strictSame(await rows(count), [{ count: COUNT, subjects: COUNT, hydrated: COUNT, wanted: 0, held: 0 }])
  t.ok(fake.calls.length - before <= 8, `${fake.calls.length - before} calls`)
  t.strictSame(fake.refusals(), [])
})
