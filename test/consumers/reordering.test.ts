import { once } from 'node:events'
import { connect } from 'node:net'
import pg from 'pg'
import t from 'tap'
import { idOf, startConsumers, textsOf } from '../support/consumer-client.ts'
import { API_TOKEN } from '../support/test-app.ts'

t.test('a change of ordering loses no events that belong to other shards then', async (t) => {
  const { gateway, call, write, take } = await startConsumers(t)
  await call('PUT', '/butler', { from: 'start', shards: 2 })
  await write('a1 b1 c1 d1 e1 f1 g1 h1')
  // As if the events of shard 0 were settled. Under `strict`, it has all of them.
  await gateway.rows('update consumer_shards set position = (select max(position) from events) where shard = 0')
  const open = textsOf(await take('limit=100'))
  t.not(open, '')
  await call('PUT', '/butler', { ordering: 'strict' })
  const rest = textsOf(await take('limit=100')).split(' ')
  for (const text of open.split(' ')) t.ok(rest.includes(text), text)
})

t.test('parked events take the lanes and shards of a new ordering', async (t) => {
  const { gateway, call, write, take, ack, endPauses } = await startConsumers(t)
  await call('PUT', '/butler', { from: 'start', shards: 4, ladder: [100, 100] })
  await write('a1 b1 c1 d1')
  for (let page = await take(); page.ack !== null; page = await take()) {
    await ack({ ack: page.ack, failed: page.events.map(({ id }) => ({ id })) })
  }
  await call('PUT', '/butler', { ordering: 'strict' })
  t.strictSame(await gateway.rows('select distinct shard, lane from parked'), [{ shard: 0, lane: '0' }])
  t.equal((await call('GET', '/butler')).body.parked, 4)
  t.equal(textsOf(await take()), '', 'the first one waits, and the others behind it')
  await endPauses()
  const page = await take()
  t.equal(textsOf(page), 'a1 b1 c1 d1')
  t.equal((await ack({ ack: page.ack, upTo: idOf(page, 'd1') })).status, 200)
  t.strictSame((await call('GET', '/butler')).body.lag, { events: 0, seconds: 0 })
})

t.test('events that were leased for a client that has gone are given back at once', async (t) => {
  const { gateway, call, write, take } = await startConsumers(t)
  const { port } = new URL(await gateway.app.listen({ port: 0, host: '127.0.0.1' }))
  await call('PUT', '/butler', { from: 'start' })
  await write('a1')
  const other = new pg.Client({ connectionString: gateway.databaseUrl })
  await other.connect()
  t.teardown(() => other.end())
  await other.query('begin')
  await other.query('select from consumer_shards for update')
  const client = connect(Number(port), '127.0.0.1')
  const [served] = await once(gateway.app.server, 'connection')
  client.write(
    `GET /api/consumers/butler/events?lease=3600 HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${API_TOKEN}\r\n\r\n`
  )
  const blocked = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
  while ((await gateway.rows(blocked)).length === 0);
  client.destroy()
  await once(served, 'close')
  await other.query('commit')
  const given = await take('wait=20')
  t.equal(textsOf(given), 'a1')
  t.equal(given.attempt, 2)
})
