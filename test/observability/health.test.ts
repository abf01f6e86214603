import t from 'tap'
import { matchExactly } from '../support/match-exactly.ts'
import { API_TOKEN, buildTestApp } from '../support/test-app.ts'

const GUEST = JSON.stringify({ externalId: 'g1', source: 'test', lastName: 'Lindqvist' })

t.test('health needs no token and says no more than it must', async (t) => {
  const { app } = await buildTestApp(t)
  t.strictSame((await app.inject('/healthz')).json(), { status: 'ok' })
  t.strictSame((await app.inject('/readyz')).json(), { status: 'ok' })
})

t.test('with the database away it is degraded, and says in its metrics what is spooled', async (t) => {
  const { app, post } = await buildTestApp(t, {}, { databaseUrl: 'postgres://nobody:x@127.0.0.1:1/none' })
  matchExactly(t, (await post('/webhooks/pms/guests', GUEST)).json(), { received: true, outcome: 'spooled' })
  matchExactly(t, await app.inject('/readyz'), { statusCode: 200, body: '{"status":"degraded"}' })
  t.match(await app.inject('/api/events').then(({ statusCode }) => statusCode), 401)
  const headers = { authorization: `Bearer ${API_TOKEN}` }
  matchExactly(t, (await app.inject({ url: '/api/events', headers })).json(), {
    error: { code: 'DATABASE_UNAVAILABLE' }
  })
  t.equal((await app.inject('/metrics')).statusCode, 401)
  const { body } = await app.inject({ url: '/metrics', headers })
  t.match(body, /^bellhook_spooling 1$/m)
  t.match(body, /^bellhook_spooled_deliveries_total\{channel="pms"\} 1$/m)
  t.match(body, /^bellhook_spool_bytes [1-9]\d+$/m)
})

t.test('with nowhere to keep anything it is not ready, and acknowledges nothing', async (t) => {
  const databaseUrl = 'postgres://nobody:x@127.0.0.1:1/none'
  const { app, post } = await buildTestApp(t, { DATA_DIR: '/dev/null' }, { databaseUrl })
  const refused = await post('/webhooks/pms/guests', GUEST)
  matchExactly(t, refused, { statusCode: 503, headers: { 'retry-after': '5' } })
  matchExactly(t, refused.json(), { error: { code: 'STORE_UNAVAILABLE' } })
  matchExactly(t, await app.inject('/readyz'), { statusCode: 503, body: '{"status":"nothing can be kept"}' })
})
