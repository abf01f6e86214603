import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { Type } from '@sinclair/typebox'
import t from 'tap'
import { listen, openSocket, openStream, send } from '../feed/stream-fixture.ts'
import { hasText } from '../support/has-text.ts'
import { heldLedger } from '../support/held-ledger.ts'
import { createProxiedDatabase } from '../support/proxied-database.ts'
import { buildTestApp, SECRETS, type TestApp } from '../support/test-app.ts'
import { until } from '../support/until.ts'
import { acme } from '../testing/acme.ts'
import { read, seriesOf } from './series.ts'

t.test('what became of deliveries is counted by channel, outcome and reason', async (t) => {
  const app = await buildTestApp(t)
  t.equal((await app.app.inject('/metrics')).statusCode, 401)
  for (const field of ['messages', 'not_known_yet', 'not_known_yet']) {
    const entry = [{ id: '1', changes: [{ field, value: { messages: [] } }] }]
    await app.post('/webhooks/whatsapp', JSON.stringify({ object: 'whatsapp_business_account', entry }))
  }
  await app.post('/webhooks/whatsapp', 'no JSON')
  await app.post('/webhooks/pms/guests', '{"externalId":1}')
  for (let n = 0; n < 2; n++) await guest(app, 'g1')
  const told = Object.keys((await guest(app, 'g1')).json()).sort()
  t.strictSame(
    told,
    ['deliveryId', 'events', 'outcome', 'problems', 'reason', 'received'],
    'the sender is told no more'
  )
  const series = await read(app)
  t.equal(series('bellhook_deliveries_total{channel="whatsapp",outcome="quarantined",reason="unknown_type"}'), 2)
  t.equal(series('bellhook_deliveries_total{channel="whatsapp",outcome="quarantined",reason="unparseable"}'), 1)
  t.equal(series('bellhook_deliveries_total{channel="pms",outcome="rejected",reason="shape"}'), 1)
  t.equal(series('bellhook_deliveries_total{channel="pms",outcome="accepted",reason="none"}'), 1)
  t.equal(series('bellhook_deliveries_total{channel="pms",outcome="duplicate",reason="known"}'), 2)
  t.equal(series('bellhook_events_total{channel="pms"}'), 1)
  t.equal(series('bellhook_group_deliveries_sum'), 8)
  t.equal(series('bellhook_commit_duration_seconds_count'), series('bellhook_group_deliveries_count'))
  t.equal(series('bellhook_ack_duration_seconds_count{channel="pms"}'), 3)
  t.equal(series('bellhook_webhook_responses_total{channel="pms",status="400"}'), 1)
  t.ok(Number(series('bellhook_database_connections{pool="writers",state="idle"}')) > 0)
  t.equal(series('bellhook_channel_unverified{channel="pms"}'), 1)
  t.ok(Number(series('process_start_time_seconds')) > 1e9)
})

t.test('refusals are counted by channel and verdict, lost webhooks apart', async (t) => {
  const app = await buildTestApp(t, SECRETS)
  await app.post('/webhooks/whatsapp', '{}')
  await app.post('/webhooks/whatsapp', '{}', { 'x-hub-signature-256': `sha256=${'0'.repeat(64)}` })
  await app.post('/webhooks/sms', 'a=b', { 'x-twilio-signature': 'x' })
  await app.post('/webhooks/sms', 'x'.repeat(300_000))
  await app.post('/webhooks/sms/nowhere', '')
  await app.app.inject({ method: 'DELETE', url: '/webhooks/sms' })
  const series = await read(app)
  t.equal(series('bellhook_refused_total{channel="whatsapp",verdict="missing"}'), 1)
  t.equal(series('bellhook_refused_total{channel="whatsapp",verdict="mismatch"}'), 1)
  t.equal(series('bellhook_refused_total{channel="sms",verdict="mismatch"}'), 1)
  t.equal(series('bellhook_refused_total{channel="pms",verdict="missing"}'), 0, 'a rate needs a first value')
  t.equal(series('bellhook_webhook_responses_total{channel="whatsapp",status="401"}'), 2)
  t.equal(series('bellhook_webhook_responses_total{channel="sms",status="413"}'), 1)
  t.equal(series('bellhook_webhook_responses_total{channel="none",status="404"}'), 1)
  t.equal(series('bellhook_webhook_responses_total{channel="none",status="405"}'), 1)
  t.equal(series('bellhook_deliveries_total{channel="whatsapp",outcome="accepted",reason="none"}'), 0)
  t.equal(series('bellhook_ack_duration_seconds_count{channel="whatsapp"}'), 0)
  t.equal(series('bellhook_channel_unverified{channel="whatsapp"}'), 0)
})

t.test('the spool is counted while it fills, and its deliveries when they are drained', async (t) => {
  const { proxy, databaseUrl } = await createProxiedDatabase(t)
  const app = await buildTestApp(t, {}, { databaseUrl })
  proxy.set('refuse')
  for (const id of ['g1', 'g2']) await guest(app, id)
  await app.post('/webhooks/whatsapp', 'no JSON')
  const away = await read(app)
  t.equal(away('bellhook_spooling'), 1)
  t.equal(away('bellhook_spooled_deliveries_total{channel="pms"}'), 2)
  t.equal(away('bellhook_spool_records'), 3)
  t.ok(Number(away('bellhook_spool_bytes')) > 300)
  t.equal(away('bellhook_deliveries_total{channel="pms",outcome="accepted",reason="none"}'), 0)

  proxy.set('forward')
  let back = away
  for (let tries = 0; tries < 300 && back('bellhook_spooling') !== 0; tries++) {
    await sleep(50)
    back = await read(app)
  }
  t.equal(back('bellhook_deliveries_total{channel="pms",outcome="accepted",reason="none"}'), 2)
  t.equal(back('bellhook_deliveries_total{channel="whatsapp",outcome="quarantined",reason="unparseable"}'), 1)
  t.equal(back('bellhook_spool_records'), 0)
  t.equal(back('bellhook_spool_bytes'), 0)
})

t.test('overload is counted by channel, also what the framework never sees', async (t) => {
  const { makeLedger, release } = heldLedger()
  const app = await buildTestApp(t, {}, { makeLedger, limits: { http: { requests: 8 } } })
  const held = Array.from({ length: 6 }, (_, n) => guest(app, `g${n}`))
  await sleep(200)
  // Without a server in between there is no first look, so these two are turned away by the second.
  for (const id of ['x', 'y']) t.equal((await guest(app, id)).statusCode, 503)
  const url = await listen(app)
  t.equal((await fetch(`${url}/webhooks/pms/guests`, { method: 'POST', body: '{}' })).status, 503)
  const series = await read(app)
  t.equal(series('bellhook_overload_refused_total{channel="pms"}'), 3)
  t.equal(series('bellhook_webhook_responses_total{channel="pms",status="503"}'), 3)
  release()
  await Promise.all(held)
})

t.test('the stream tells its readers, its delay, and how far the last of them is behind', async (t) => {
  const app = await buildTestApp(t)
  const url = `${await listen(app)}/api/events/stream`
  await send(app, 3, 'early')
  const stream = await openStream(t, url)
  await stream.until(3)
  const before = await read(app)
  t.equal(before('bellhook_stream_readers'), 1)
  t.equal(before('bellhook_feed_delay_seconds_count'), 0, 'what was there before anybody followed says nothing')
  await send(app, 20, 'late')
  await stream.until(23)
  const series = await read(app)
  t.equal(series('bellhook_feed_delay_seconds_count'), 20)
  t.ok(Number(series('bellhook_feed_delay_seconds_sum')) < 20)
  t.equal(series('bellhook_stream_lag_seconds'), 0)

  const slow = await openSocket(t, url)
  slow.pause()
  const long = 'x'.repeat(30_000)
  for (let n = 0; n < 12; n++)
    await Promise.all(Array.from({ length: 25 }, (_, at) => send(app, 1, `S${n}-${at}-`, long)))
  t.equal((await read(app))('bellhook_stream_readers'), 2)
  await until(async () => Number((await read(app))('bellhook_stream_lag_seconds')) > 0.2, 'delay')
})

t.test('a reader that does not take what it was sent is behind, also where that is all there is', async (t) => {
  const app = await buildTestApp(t)
  const url = `${await listen(app)}/api/events/stream`
  const long = 'x'.repeat(60_000)
  for (let n = 0; n < 6; n++)
    await Promise.all(Array.from({ length: 25 }, (_, at) => send(app, 1, `S${n}-${at}-`, long)))
  const slow = await openSocket(t, url)
  slow.pause()
  await until(async () => Number((await read(app))('bellhook_stream_lag_seconds')) > 0.2, 'delay')
})

t.test('no label comes from outside: odd traffic adds no series', async (t) => {
  // An adapter of another package is no TypeScript of ours, and may say anything.
  const talkative = {
    ...acme,
    payload: Type.Unknown(),
    property: () => undefined,
    key: () => undefined,
    normalize: (payload: unknown) => {
      if (payload === 'fail') throw new Error('a defect')
      return [{ path: '', problem: String(payload), cause: String(payload) as 'unknown_type' }]
    }
  }
  const app = await buildTestApp(t, { WHATSAPP_APP_SECRET: 'a secret' }, { adapters: [talkative] })
  await app.app.listen({ host: '127.0.0.1', port: 0 })
  const counts: number[] = []
  for (let round = 0; round < 3; round++) {
    for (let n = 0; n < 5; n++) await oddTraffic(app, `odd${round}x${n}`)
    const text = (await app.get('/metrics')).body
    t.notMatch(text, /odd\dx\d/)
    counts.push(seriesOf(text).size)
    t.match(text, /^bellhook_deliveries_total\{channel="pms",outcome="quarantined",reason="item"\} [1-9]/m)
    t.match(text, /^bellhook_deliveries_total\{channel="pms",outcome="quarantined",reason="reader_failed"\} [1-9]/m)
  }
  t.equal(counts[1], counts[2])
  t.ok(Number(counts[0]) < 400, `${counts[0]} series`)
})

t.test('as soon as it begins to close it is not ready any more', async (t) => {
  const { makeLedger, release } = heldLedger()
  const app = await buildTestApp(t, {}, { makeLedger })
  const { port } = new URL(await listen(app))
  const [working, probing] = [connect(Number(port), '127.0.0.1'), connect(Number(port), '127.0.0.1')]
  await Promise.all([once(working, 'connect'), once(probing, 'connect')])
  const body = JSON.stringify({ externalId: 'g1', source: 'test', lastName: 'Lindqvist' })
  working.write(`POST /webhooks/pms/guests HTTP/1.1\r\nhost: x\r\ncontent-length: ${body.length}\r\n\r\n${body}`)
  probing.write('GET /readyz HTTP/1.1\r\nhost: x\r\n\r\n')
  hasText(t, String((await once(probing, 'data'))[0]), '200 OK')
  const closed = app.app.close()
  await sleep(20)
  probing.write('GET /readyz HTTP/1.1\r\nhost: x\r\n\r\n')
  t.match(String((await once(probing, 'data'))[0]), /503 Service Unavailable.*"closing"/s)
  release()
  hasText(t, String((await once(working, 'data'))[0]), '200 OK', 'what was at work is finished')
  working.destroy()
  await closed
})

function guest({ post }: TestApp, externalId: string) {
  return post('/webhooks/pms/guests', JSON.stringify({ externalId, source: 'test', lastName: 'Lindqvist' }))
}

async function oddTraffic({ app, post, get }: TestApp, odd: string): Promise<void> {
  const fact = { type: odd, source: odd, timestamp: '2026-01-01T00:00:00Z', data: { [odd]: odd } }
  await post('/webhooks/pms/events', JSON.stringify(fact))
  await post('/webhooks/pms/guests', JSON.stringify({ externalId: odd, source: odd, lastName: odd }))
  await post(`/webhooks/pms/${odd}`, '{}')
  await post('/webhooks/pms/mews', JSON.stringify({ Events: [{ Discriminator: odd, Value: { Id: odd } }] }))
  await post('/webhooks/pms/cloudbeds', JSON.stringify({ event: odd, [odd]: odd }))
  for (const payload of [odd, 'fail']) await post('/webhooks/pms/acme', JSON.stringify(payload))
  await post(`/webhooks/${odd}`, odd)
  await post('/webhooks/whatsapp', odd, { 'x-hub-signature-256': odd })
  await post('/webhooks/sms', `MessageSid=${odd}&From=${odd}&To=${odd}&${odd}=${odd}`, {
    'content-type': odd,
    'user-agent': odd,
    traceparent: odd
  })
  await post('/webhooks/sms/status', `MessageSid=${odd}&MessageStatus=${odd}`)
  await app.inject({ method: 'PATCH', url: `/webhooks/sms?${odd}=${odd}`, headers: { [odd]: odd, host: odd } })
  await get(`/api/events?type=${odd}`)
  await get(`/api/${odd}/${odd}`)
}
