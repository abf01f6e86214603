import { randomBytes } from 'node:crypto'
import { Registry } from 'prom-client'
import t from 'tap'
import { LIMITS } from '../../src/config/limits.ts'
import { removeAttempts } from '../../src/db/consumers/exceptions.ts'
import { createRetention } from '../../src/maintenance/retention.ts'
import { registerDestinationGauges } from '../../src/observability/metrics/destination-meter.ts'
import { openDatabase, silent } from '../ledger/fixture.ts'
import { SEALING_KEY, startGateway, startReceiver } from '../support/destination-fixture.ts'
import { API_TOKEN, createDatabase } from '../support/test-app.ts'
import { until } from '../support/until.ts'

t.test('secrets of destinations are resealed', async (t) => {
  const databaseUrl = await createDatabase(t)
  const first = await startGateway(t, {}, { databaseUrl })
  const { received, url } = await startReceiver(t)
  await first.call('PUT', '/butler', { url })
  await first.app.close()
  const key = randomBytes(32).toString('base64')
  const both = await startGateway(t, { SECRETS_KEY: `${key},${SEALING_KEY}` }, { databaseUrl })
  const headers = { authorization: `Bearer ${API_TOKEN}` }
  const resealed = await both.app.inject({ method: 'POST', url: '/api/secrets/reseal', headers })
  t.strictSame(resealed.json(), { resealed: 2, left: 0 }, 'the secret of butler, and the key of lookups')
  await both.app.close()
  const last = await startGateway(t, { SECRETS_KEY: key }, { databaseUrl })
  t.equal((await last.call('POST', '/butler/test', {})).json().ok, true)
  t.equal(received.length, 1)
})

t.test('retention leaves what an active destination has not settled, and says so', async (t) => {
  const gateway = await startGateway(t)
  let status = 503
  const { guests, url } = await startReceiver(t, () => status)
  await gateway.guest('G1')
  await gateway.call('PUT', '/butler', { url })
  await gateway.guest('G2')
  await gateway.rows(`update events set received_at = received_at - interval '31 days'`)
  const warnings: object[] = []
  const retention = createRetention({
    database: openDatabase(t, gateway.databaseUrl),
    days: { deliveries: Number.POSITIVE_INFINITY, events: 30, entities: Number.POSITIVE_INFINITY },
    limits: LIMITS.maintenance,
    log: { ...silent, warn: (fields) => warnings.push(fields) }
  })
  t.teardown(() => retention.close())
  await retention.run()
  const left = async () => (await gateway.events()).map(({ subject }) => subject)
  t.strictSame([await left(), retention.isHeld(), warnings[0]], [['guest/G2'], true, { consumer: 'butler' }])

  status = 204
  await gateway.settled()
  t.equal(guests().at(-1), 'G2')
  await retention.run()
  t.strictSame([await left(), retention.isHeld()], [[], false])
})

t.test('attempts are removed after seven days', async (t) => {
  const gateway = await startGateway(t)
  const { url } = await startReceiver(t)
  await gateway.call('PUT', '/butler', { url, attempts: 'all' })
  for (const id of ['G1', 'G2']) await gateway.guest(id)
  await gateway.settled()
  const count = async () => (await gateway.call('GET', '/butler/attempts')).json().attempts.length
  await until(async () => (await count()) === 2, 'two attempts')
  await gateway.rows(`update attempts set at = at - interval '8 days' where id = (select min(id) from attempts)`)
  const { query } = openDatabase(t, gateway.databaseUrl)
  const before = new Date(Date.now() - 7 * 86_400_000)
  t.equal(await removeAttempts(query, { before, limit: 100 }), 1)
  t.equal(await count(), 1)
})

t.test('metrics of a destination', async (t) => {
  const gateway = await startGateway(t)
  const { url } = await startReceiver(t)
  await gateway.call('PUT', '/butler', { url })
  await gateway.guest('G1')
  await gateway.settled()
  const { body } = await gateway.get('/metrics')
  for (const line of [
    'bellhook_destination_attempts_total{destination="butler",class="ok"} 1',
    'bellhook_destination_open{destination="butler"} 0',
    'bellhook_destination_parked{destination="butler"} 0',
    'bellhook_destination_lag_seconds{destination="butler"} 0',
    'bellhook_destination_first_attempt_seconds_count{destination="butler"} 1'
  ]) {
    t.ok(body.split('\n').includes(line), line)
  }
})

t.test(
  'shards of a destination are one series: their parked events are added, and the oldest event counts',
  async (t) => {
    const registry = new Registry()
    registerDestinationGauges(registry, () => [
      { destination: 'butler', isOpen: true, parked: 2, lagSeconds: 7 },
      { destination: 'butler', isOpen: false, parked: 3, lagSeconds: 5 }
    ])
    const lines = (await registry.metrics()).split('\n').filter((line) => line.startsWith('bellhook'))
    t.strictSame(lines, [
      'bellhook_destination_open{destination="butler"} 1',
      'bellhook_destination_parked{destination="butler"} 5',
      'bellhook_destination_lag_seconds{destination="butler"} 7'
    ])
  }
)
