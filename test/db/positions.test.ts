import t from 'tap'
import { matchExactly } from '../support/match-exactly.ts'
import { buildTestApp } from '../support/test-app.ts'
import { until } from '../support/until.ts'

t.test('a server that takes over with older positions gives out none that readers have behind them', async (t) => {
  const { post, get, rows } = await buildTestApp(t)
  const send = (id: string) =>
    post('/webhooks/pms/guests', JSON.stringify({ externalId: id, source: 'test', lastName: 'Lindqvist' }))
  for (const id of ['1', '2', '3']) await send(id)
  const { cursor } = (await get('/api/events')).json()

  // As a replica has them that lags behind; its clients come to it over new connections, and none of the old is left.
  await rows(`select setval('events_position_seq', 5), setval('deliveries_position_seq', 5)`)
  await rows(`select pg_terminate_backend(pid, 5000) from pg_stat_activity
    where datname = current_database() and application_name = 'bellhook'`)
  // Whoever comes before the broken connections are seen is spooled, and drained half a second later.
  await until(async () => (await send('4')).json().outcome === 'duplicate', 'the guest is stored')
  const page = (await get(`/api/events?after=${cursor}`)).json()
  matchExactly(t, page.events, [{ subject: 'guest/4' }])
})
