import pino from 'pino'
import t from 'tap'
import { newId } from '../../src/contract/new-id.ts'
import { connect } from '../../src/db/connect.ts'
import { type ProviderRows, providerStatements } from '../../src/db/hydration/held-events.ts'
import { runAll } from '../../src/db/write.ts'
import { createDatabase } from '../support/test-app.ts'

const AT = '2026-11-20T14:00:00.000Z'
const ABOUT = { source: 'mews', kind: 'reservation', id: 'r1' }
const DELIVERY = { id: newId(), channel: 'pms', source: 'mews', endpoint: '/webhooks/pms/mews', receivedAt: AT }
const WEBHOOK = {
  delivery: { ...DELIVERY, verified: true },
  held: [{ ...ABOUT, type: 'reservation.updated', data: {} }],
  mentions: [{ kind: 'reservation', id: 'r1' }]
}

t.test('rows of the queue of records are written only with their deliveries', async (t) => {
  const database = connect(await createDatabase(t), pino({ enabled: false }))
  t.teardown(() => database.close())
  const run = (rows: ProviderRows) => database.write((session) => runAll(session, providerStatements(rows)), 10_000)
  const counts = async () => {
    const { rows } = await database.pool.query(
      `select (select count(*)::int from held_events) as held, (select count(*)::int from wanted_records) as wanted,
         (select count(*)::int from webhook_mentions) as mentions`
    )
    return rows[0]
  }
  await run({ webhooks: [WEBHOOK], reads: [], ifStored: newId() })
  t.strictSame(await counts(), { held: 0, wanted: 0, mentions: 0 })
  await run({ webhooks: [WEBHOOK, WEBHOOK], reads: [] })
  t.strictSame(await counts(), { held: 2, wanted: 1, mentions: 1 })

  const reads = [{ ...ABOUT, startedAt: AT }]
  await run({ webhooks: [], reads, ifStored: newId() })
  t.strictSame(await counts(), { held: 2, wanted: 1, mentions: 1 }, 'the record was not stored')
  await run({ webhooks: [], reads: [{ ...ABOUT, startedAt: '2026-11-20T13:59:59.999Z' }] })
  t.strictSame(await counts(), { held: 2, wanted: 1, mentions: 1 }, 'the record was read before the webhook came')
  await run({ webhooks: [], reads })
  t.strictSame(await counts(), { held: 0, wanted: 1, mentions: 1 })
})
