import t from 'tap'
import { CHANGES, IDS } from '../support/changing-reservation.ts'
import { startHydrated } from '../support/hydrated-app.ts'
import { until } from '../support/until.ts'

for (const hours of [1, -1]) {
  for (const source of ['mews', 'apaleo'] as const) {
    t.test(`${source}: a clock that is ${hours} hour off loses no change, and counts none as missed`, async (t) => {
      const settings = { RECONCILE_INTERVAL_SECONDS: '1', WEBHOOK_LAG_SECONDS: '2' }
      const gateway = await startHydrated(t, source, { settings, clockOffset: hours * 3_600_000 })
      const { fake, events, provider, hasBaseline, passes } = gateway
      await hasBaseline()
      const id = IDS[source] ?? ''
      fake.setWebhooks({ enabled: false })
      fake.put('reservations', { ...fake.record('reservations', id), ...CHANGES[source] })
      await until(async () => (await events()).length === 1, 'the change is found')
      await until(async () => (await provider()).reconcile.missed === 1, 'it was missed')
      fake.setWebhooks({ enabled: true })
      const other = fake.records.all('reservations').at(-1) ?? {}
      const changed = fake.put('reservations', { ...other, ...CHANGES[source] })
      await fake.announce('reservations', changed)
      await until(async () => (await events()).length === 2, 'the second change')
      await passes(4)
      t.equal((await provider()).reconcile.missed, 1, 'its webhook came')
      t.equal((await events()).length, 2)
    })
  }
}

t.test('a local time that does not exist is no obstacle, because the time in UTC counts', async (t) => {
  const { fake, events, hasBaseline } = await startHydrated(t, 'cloudbeds')
  await hasBaseline()
  // New York has no such time on that night.
  const times = { dateModified: '2027-03-14 02:30:00', dateModifiedUTC: '2027-03-14 07:30:00' }
  const record = { ...fake.record('reservations', '7700112231'), status: 'canceled', ...times }
  fake.put('reservations', record, { touch: false })
  await fake.announce('reservations', '7700112231')
  await until(async () => (await events()).length === 1, 'the record')
  const [event] = await events()
  t.strictSame(
    [event?.type, event?.time, event?.timebasis],
    ['reservation.cancelled', '2027-03-14T07:30:00.000Z', 'modified']
  )
})
