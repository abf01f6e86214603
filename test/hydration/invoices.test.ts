import t from 'tap'
import { changing } from '../support/changing-reservation.ts'
import { until } from '../support/until.ts'

const FAST = { RECONCILE_INTERVAL_SECONDS: '1', WEBHOOK_LAG_SECONDS: '2' }

// https://github.com/apaleo/api/issues/447
t.test('an invoice of Apaleo is no missed change, and a change of a reservation with invoices is one', async (t) => {
  const { fake, events, provider, passes, id } = await changing(t, 'apaleo', FAST)
  fake.setWebhooks({ enabled: false })
  fake.put('reservations', { ...fake.record('reservations', id), allFoliosHaveInvoice: true })
  await passes(4)
  t.strictSame(await events(), [])
  t.equal((await provider()).reconcile.missed, 0)

  fake.put('reservations', { ...fake.record('reservations', id), status: 'CheckedOut' })
  await until(async () => (await provider()).reconcile.missed === 1, 'the missed change')
  t.strictSame(
    (await events()).map(({ type, subject }) => [type, subject]),
    [['guest.checked_out', `reservation/${id}`]]
  )
})
