import t, { type Test } from 'tap'
import { LIMITS } from '../../src/config/limits.ts'
import { withRetentionLock } from '../../src/db/retention.ts'
import { createRetention, type RetentionOptions } from '../../src/maintenance/retention.ts'
import { openDatabase, silent } from '../ledger/fixture.ts'
import { sms } from '../operations/messages.ts'
import { hasText } from '../support/has-text.ts'
import { matchExactly } from '../support/match-exactly.ts'
import { buildTestApp, type TestApp } from '../support/test-app.ts'

/** The gateway's own round would come a second after its start, in the middle of a test. */
const KEEP = { RETAIN_BODIES_DAYS: 'keep', RETAIN_STATE_DAYS: 'keep' }
const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
const DAYS = { deliveries: 30, events: 60, entities: 400 }

t.test('old deliveries go, their events stay, and a webhook that comes again makes no second event', async (t) => {
  const gateway = await buildTestApp(t, KEEP)
  await post(gateway, 'old')
  await gateway.post('/webhooks/whatsapp', '{"object":"unknown"}')
  await age(gateway, 31)
  await post(gateway, 'new')
  const first = (await gateway.get('/api/events?limit=1')).json().cursor
  const lines: object[] = []
  const retention = retain(t, gateway, { log: { ...silent, info: (fields) => lines.push(fields) } })
  await retention.run()

  t.strictSame(retention.status(), { deliveries: 2, quarantined: 1, events: 0, entities: 0 })
  t.strictSame(lines, [{ deliveries: 2, quarantined: 1, events: 0, entities: 0 }])
  const [left, ...others] = await gateway.deliveries()
  t.strictSame(others, [])
  const [old, young] = await gateway.events()
  t.equal(left?.id, young?.deliveryid)
  t.equal((await gateway.get(`/api/deliveries/${old?.deliveryid}/raw`)).statusCode, 404)

  await post(gateway, 'old')
  matchExactly(t, (await gateway.deliveries())[1], { outcome: 'duplicate' })
  matchExactly(t, await gateway.events(`after=${first}&limit=10`), [{ id: young?.id }], 'the feed goes on')
  hasText(t, (await gateway.get('/metrics')).body, 'bellhook_removed_deliveries_total 0')
})

t.test(
  'old events go with what makes them unique, current state stays, and cursors before them are told',
  async (t) => {
    const gateway = await buildTestApp(t, KEEP)
    await post(gateway, 'one')
    await gateway.post('/webhooks/sms/status', 'MessageSid=SM1&AccountSid=AC0&MessageStatus=delivered', FORM)
    const { cursor } = (await gateway.get('/api/events?limit=1')).json()
    await age(gateway, 61)
    await post(gateway, 'two')
    const retention = retain(t, gateway)
    await retention.run()

    t.strictSame(retention.status(), { deliveries: 2, quarantined: 0, events: 2, entities: 0 })
    matchExactly(t, await gateway.events(), [{ subject: 'message/SMtwo' }])
    const expired = await gateway.get(`/api/events?after=${cursor}`)
    matchExactly(t, [expired.statusCode, expired.json().error.code], [410, 'CURSOR_EXPIRED'])
    const { cursor: oldest } = expired.json().error.details
    matchExactly(t, await gateway.events(`after=${oldest}`), [{ subject: 'message/SMtwo' }])
    matchExactly(t, (await gateway.get('/api/messages/sms/SM1')).json(), { state: { status: 'delivered' } })
    await post(gateway, 'one')
    matchExactly(t, await gateway.events(), [{ subject: 'message/SMtwo' }, { subject: 'message/SMone' }])
  }
)

t.test('more than a batch, with late ones among the young', async (t) => {
  const gateway = await buildTestApp(t, KEEP)
  await fill(gateway, 1_200, '31 days')
  await fill(gateway, 10, '1 day')
  await fill(gateway, 5, '32 days')
  await fill(gateway, 600, '1 day')
  const retention = retain(t, gateway)
  await retention.run()
  t.equal(retention.status().deliveries, 1_205)
  t.strictSame(await gateway.rows('select count(*)::int as left from deliveries'), [{ left: 610 }])
})

t.test('one gateway at a time: the other one says so, and removes once the lock is free', async (t) => {
  const gateway = await buildTestApp(t, KEEP)
  await fill(gateway, 10, '31 days')
  const other = openDatabase(t, gateway.databaseUrl)
  const retention = retain(t, gateway)
  const held = await withRetentionLock(other, async () => {
    t.equal(await retention.run(), false)
    t.equal(retention.status().deliveries, 0)
  })
  t.equal(held, true)
  t.equal(await retention.run(), true)
  t.equal(retention.status().deliveries, 10)
})

t.test('begins by itself, says once that it cannot, and closing does not wait for the next round', async (t) => {
  const gateway = await buildTestApp(t, KEEP)
  await fill(gateway, 10, '31 days')
  const until = async (done: () => boolean) => {
    while (!done()) await new Promise((resolve) => setTimeout(resolve, 20))
  }
  const working = retain(t, gateway)
  await until(() => working.status().deliveries === 10)
  // Otherwise it could still hold the lock, and the next one would not try.
  await working.close()
  await gateway.rows('alter table deliveries rename to elsewhere')
  const said: string[] = []
  const failing = retain(t, gateway, { log: { ...silent, error: (_fields, message) => said.push(message) } })
  await until(() => said.length > 0)
  matchExactly(t, said, [/trying again/])
  await failing.close()
})

function retain(t: Test, { databaseUrl }: TestApp, options: Partial<RetentionOptions> = {}) {
  const retention = createRetention({
    database: openDatabase(t, databaseUrl),
    days: DAYS,
    limits: LIMITS.maintenance,
    log: silent,
    ...options
  })
  t.teardown(() => retention.close())
  return retention
}

async function post(gateway: TestApp, name: string): Promise<void> {
  const { url, body, headers } = sms(name)
  const { statusCode } = await gateway.post(url, body, headers)
  if (statusCode !== 200) throw new Error(`answered ${statusCode}`)
}

async function age({ rows }: TestApp, days: number): Promise<void> {
  for (const table of ['deliveries', 'events']) {
    await rows(`update ${table} set received_at = received_at - $1 * interval '1 day'`, [days])
  }
}

async function fill({ rows }: TestApp, count: number, old: string): Promise<void> {
  await rows(
    `insert into deliveries (id, channel, source, endpoint, received_at, verified, masked, outcome, problems, event_ids, body)
     select gen_random_uuid(), 'sms', 'twilio', '/webhooks/sms', now() - $2::interval, true, false, 'accepted', '[]', '{}', '\\x00'
     from generate_series(1, $1::int)`,
    [count, old]
  )
}
