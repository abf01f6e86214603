import t from 'tap'
import { startFake } from '../../src/fakes/start-fake.ts'
import { startHydrated, WEBHOOK_SETTINGS } from '../support/hydrated-app.ts'
import { until } from '../support/until.ts'

t.test('three vendors that fall silent together are one alarm', async (t) => {
  const fakes = [await startFake('apaleo'), await startFake('guesty')]
  for (const one of fakes) t.teardown(() => one.close())
  const settings = {
    RECONCILE_INTERVAL_SECONDS: '600',
    WEBHOOK_LAG_SECONDS: '1',
    SILENCE_PROBE_SECONDS: '6',
    ...WEBHOOK_SETTINGS['apaleo'],
    ...WEBHOOK_SETTINGS['guesty'],
    ...fakes[0]?.settings,
    ...fakes[1]?.settings
  }
  const { fake, get, alarms, url, post } = await startHydrated(t, 'mews', { settings })
  const providers = async () => (await get('/api/providers')).json().providers
  const isReady = async () => {
    const all: { baseline: { completedAt: string | null } }[] = await providers()
    return all.length === 3 && all.every(({ baseline }) => baseline.completedAt !== null)
  }
  await until(isReady, 'three baselines')
  t.ok(url)
  const all = [fake, ...fakes]
  for (const one of all) {
    one.setWebhooks({ enabled: false })
    for (const record of one.records.all('reservations').slice(0, 2))
      one.put('reservations', changeOf(one.source, record))
  }
  await until(async () => (await alarms('provider.silent')).length > 0, 'the alarm')
  const [alarm] = await alarms('provider.silent')
  t.strictSame([alarm?.source, alarm?.subject], ['bellhook', 'provider/all'])
  const data = Object(alarm?.data['provider'])
  t.strictSame([data.source, data.reason, data.missed], ['bellhook', 'missed_changes', 6])
  t.strictSame(data.sources, ['apaleo', 'guesty', 'mews'])

  const id = String(fake.records.all('reservations')[0]?.['Id'])
  const body = JSON.stringify({ Events: [{ Discriminator: 'ServiceOrderUpdated', Value: { Id: id } }] })
  await post(`/webhooks/pms/mews?token=${WEBHOOK_SETTINGS.mews['MEWS_WEBHOOK_TOKEN']}`, body, {
    'content-type': 'application/json'
  })
  await until(async () => (await alarms('provider.recovered')).length > 0, 'the end of the alarm')
  const [end] = await alarms('provider.recovered')
  t.strictSame([end?.source, end?.subject], ['bellhook', 'provider/all'])
  t.strictSame([(await alarms('provider.silent')).length, (await alarms('provider.recovered')).length], [1, 1])
})

function changeOf(source: string, record: object): Parameters<Awaited<ReturnType<typeof startFake>>['put']>[1] {
  if (source === 'mews') return { ...record, State: 'Started' }
  return source === 'apaleo' ? { ...record, status: 'InHouse' } : { ...record, status: 'canceled' }
}
