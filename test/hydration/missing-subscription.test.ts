import t from 'tap'
import { SUBSCRIPTIONS } from '../../src/fakes/records.ts'
import { startHydrated } from '../support/hydrated-app.ts'
import { until } from '../support/until.ts'

t.test('a subscription that is gone is an alarm, and the first webhook ends it', async (t) => {
  const settings = { RECONCILE_INTERVAL_SECONDS: '600', SILENCE_PROBE_SECONDS: '3' }
  const { fake, alarms, provider, hasBaseline } = await startHydrated(t, 'apaleo', { settings })
  await hasBaseline()
  await until(async () => (await provider()).subscription.state === 'ok', 'the subscription is seen')
  const subscription = fake.record(SUBSCRIPTIONS, 'test') ?? {}
  fake.forget(SUBSCRIPTIONS, 'test')
  await until(async () => (await alarms('provider.silent')).length === 1, 'the alarm')
  const [alarm] = await alarms('provider.silent')
  const { reason, missed } = Object(alarm?.data['provider'])
  t.strictSame([alarm?.subject, reason, missed], ['provider/apaleo', 'subscription_missing', 0])
  t.equal((await provider()).subscription.state, 'missing')

  fake.records.put(SUBSCRIPTIONS, 'test', subscription)
  fake.put('reservations', { ...fake.record('reservations', 'XPGMSXGF-1'), status: 'InHouse' })
  await fake.announce('reservations', 'XPGMSXGF-1')
  await until(async () => (await alarms('provider.recovered')).length === 1, 'the end of the alarm')
})
