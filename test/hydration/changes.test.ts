import t from 'tap'
import { startHydrated } from '../support/hydrated-app.ts'
import { until } from '../support/until.ts'

const FAST = { RECONCILE_INTERVAL_SECONDS: '1', WEBHOOK_LAG_SECONDS: '1' }

t.test('changes without webhooks are found, counted, and end in an alarm', async (t) => {
  const settings = { ...FAST, SILENCE_PROBE_SECONDS: '3' }
  const { fake, events, alarms, deliveries, provider, hasBaseline } = await startHydrated(t, 'mews', { settings })
  await hasBaseline()
  fake.setWebhooks({ enabled: false })
  const reservations = fake.records.all('reservations').slice(0, 2)
  for (const one of reservations) fake.put('reservations', { ...one, State: 'Started' })
  await until(async () => (await events()).filter(({ hydrated }) => hydrated).length === 2, 'the changes')
  t.ok((await deliveries()).every(({ reason }) => reason === 'reconcile'))
  await until(async () => (await provider()).reconcile.missed === 2, 'the count')
  await until(async () => (await provider()).silence.state === 'silent', 'the silence')
  await until(async () => (await alarms('provider.silent')).length > 0, 'the alarm')
  const [alarm, ...others] = await alarms('provider.silent')
  t.strictSame(others, [])
  t.strictSame([alarm?.subject, alarm?.source, alarm?.timebasis], ['provider/mews', 'mews', 'event'])
  const data = Object(alarm?.data['provider'])
  t.strictSame([data.source, data.reason, data.missed], ['mews', 'missed_changes', 2])

  fake.setWebhooks({ enabled: true })
  await fake.announce('reservations', String(reservations[0]?.['Id']))
  await until(async () => (await alarms('provider.recovered')).length === 1, 'the end of the alarm')
  await until(async () => (await provider()).silence.state === 'ok', 'the state behind the alarm')
})

t.test('a refused credential is one alarm, and its reads wait', async (t) => {
  const { fake, events, provider } = await startHydrated(t, 'mews', {
    settings: { ...FAST, MEWS_ACCESS_TOKEN: 'not_the_token_0123' }
  })
  await until(async () => (await provider())?.credential.state === 'refused', 'the refusal')
  await until(async () => (await events()).length > 0, 'the alarm')
  const [alarm] = await events()
  t.strictSame([alarm?.type, Object(alarm?.data['provider']).reason], ['provider.silent', 'credential_refused'])
  t.equal(fake.calls.length, 1, 'it is not asked again at once')
})

t.test('two gateways share one budget, and one of them goes on when the other ends', async (t) => {
  const first = await startHydrated(t, 'mews', { settings: FAST })
  await first.hasBaseline()
  const settings = { ...FAST, ...first.fake.settings }
  const second = await startHydrated(t, 'mews', { settings, databaseUrl: first.databaseUrl })
  await first.app.close()
  const [pattern = {}] = first.fake.records.all('reservations')
  first.fake.put('reservations', { ...pattern, State: 'Started' })
  await until(async () => (await second.events()).length === 1, 'the other gateway reads')
  t.strictSame(first.fake.refusals(), [])
})
