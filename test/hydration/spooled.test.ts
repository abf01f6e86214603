import t from 'tap'
import type { InterpretedDelivery } from '../../src/contract/delivery.ts'
import { fetchReasonOf } from '../../src/contract/fetch-reason.ts'
import { createLedger } from '../../src/ledger/ledger.ts'
import { startHydrated } from '../support/hydrated-app.ts'
import { until } from '../support/until.ts'

/** A ledger that keeps fetched records in a spool until it is drained. */
function makeSpool() {
  const kept: InterpretedDelivery[] = []
  let isOpen = false
  let drain: () => Promise<void> = async () => undefined

  const makeLedger: typeof createLedger = (options) => {
    const ledger = createLedger(options)
    drain = async () => {
      for (const { delivery, readings } of kept.splice(0)) await ledger.record({ delivery, readings })
    }
    return {
      ...ledger,
      record(interpreted) {
        const { delivery } = interpreted
        if (isOpen || fetchReasonOf(delivery.endpoint) === undefined) return ledger.record(interpreted)
        kept.push(interpreted)
        return Promise.resolve({ deliveryId: delivery.id, outcome: 'spooled', reason: null, problems: [], events: [] })
      }
    }
  }
  return {
    makeLedger,
    kept,
    fill() {
      isOpen = false
    },
    async drain() {
      isOpen = true
      await drain()
    }
  }
}

t.test('a baseline is complete when its records are in the database', async (t) => {
  const spool = makeSpool()
  const { provider, hasBaseline, rows } = await startHydrated(t, 'mews', { makeLedger: spool.makeLedger })
  await until(() => spool.kept.length > 0, 'the first records are in the spool')
  const count = spool.kept.length
  t.equal((await provider()).baseline.completedAt, null)
  await spool.drain()
  await hasBaseline()
  const [stored] = await rows("select count(*)::int from deliveries where endpoint like '%?reconcile'")
  t.ok(Number(stored?.['count']) >= count, 'all of them are there')
})

t.test('changes without a webhook count as missed, also if they went through the spool', async (t) => {
  const spool = makeSpool()
  const settings = { RECONCILE_INTERVAL_SECONDS: '1', WEBHOOK_LAG_SECONDS: '1' }
  const { makeLedger } = spool
  const { fake, events, provider, hasBaseline } = await startHydrated(t, 'mews', { settings, makeLedger })
  await until(() => spool.kept.length > 0, 'the first records are in the spool')
  await spool.drain()
  await hasBaseline()
  spool.fill()
  fake.setWebhooks({ enabled: false })
  for (const one of fake.records.all('reservations').slice(0, 2)) fake.put('reservations', { ...one, State: 'Started' })
  await until(() => spool.kept.length >= 2, 'the changes are in the spool')
  t.strictSame(await events(), [])
  await spool.drain()
  await until(async () => (await provider()).reconcile.missed === 2, 'the count')
  t.strictSame(
    (await events()).map(({ type }) => type),
    ['guest.checked_in', 'guest.checked_in']
  )
})
