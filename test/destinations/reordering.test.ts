import t from 'tap'
import { startGateway, startReceiver } from '../support/destination-fixture.ts'
import { until } from '../support/until.ts'

const GUESTS = ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H']

t.test('a change of ordering loses no events that belong to other shards then', async (t) => {
  const gateway = await startGateway(t)
  const { guests, url } = await startReceiver(t)
  await gateway.call('PUT', '/butler', { url, shards: 2 })
  await gateway.call('POST', '/butler/pause', {})
  for (const guest of GUESTS) await gateway.guest(guest)
  // As if one shard had been sent, and the other one had not.
  await gateway.rows('update consumer_shards set position = (select max(position) from events) where shard = 0')
  const ahead = (await gateway.show()).lag.events
  t.ok(ahead > 0 && ahead < GUESTS.length, 'the lag counts each shard from its own position')
  await gateway.call('PUT', '/butler', { url, ordering: 'property' })
  await gateway.call('POST', '/butler/resume', {})
  await gateway.settled()
  t.strictSame([...new Set(guests())].sort(), GUESTS)
})

t.test('a change of ordering while events are on their way loses none of them', async (t) => {
  const gateway = await startGateway(t)
  const { guests, url } = await startReceiver(t, ({ events }) => (events[0]?.subject === 'guest/A' ? undefined : 204))
  const working = await startReceiver(t)
  await gateway.call('PUT', '/butler', { url, shards: 4 })
  for (const guest of GUESTS) await gateway.guest(guest)
  await until(() => guests().length === GUESTS.length, 'all requests')
  await gateway.rows('select pg_sleep(0.1)')
  await gateway.call('PUT', '/butler', { url: working.url, ordering: 'strict' })
  await gateway.settled()
  t.ok(working.guests().includes('A'), 'the event without an answer')
  const [row] = await gateway.rows('select count(distinct position)::int as count from consumer_shards where shard = 0')
  t.equal(row?.['count'], 1)
})

t.test('parked events take the lanes and shards of a new ordering, and nothing overtakes them', async (t) => {
  const gateway = await startGateway(t)
  let isBroken = true
  const receiver = await startReceiver(t, ({ events }) =>
    isBroken && ['guest/A', 'guest/B'].includes(events[0]?.subject ?? '') ? 422 : 204
  )
  const body = { url: receiver.url, shards: 4, ladder: [3_600] }
  await gateway.call('PUT', '/butler', body)
  for (const guest of ['A', 'B', 'C']) await gateway.guest(guest)
  await gateway.waitFor('two parked events', ({ parked, lag }) => parked === 2 && Object(lag).events === 2)
  await gateway.call('PUT', '/butler', { ...body, ordering: 'strict' })
  t.strictSame(await gateway.rows('select distinct shard, lane from parked'), [{ shard: 0, lane: '0' }])
  isBroken = false
  const before = receiver.received.length
  await gateway.guest('D')
  await gateway.waitFor('one more event waits', ({ lag }) => Object(lag).events === 3)
  t.strictSame(
    receiver
      .guests()
      .slice(before)
      .filter((guest) => guest === 'D'),
    []
  )
  await gateway.rows('update parked set next_at = now() where next_at is not null')
  await gateway.call('POST', '/butler/pause', {})
  await gateway.call('POST', '/butler/resume', {})
  await gateway.settled()
  const late = receiver
    .guests()
    .slice(before)
    .filter((guest) => guest !== 'C')
  t.strictSame(late, ['A', 'B', 'D'])
})

t.test('a parked event is not read again from the feed, and earlier events of its lane go first', async (t) => {
  const gateway = await startGateway(t)
  const { received, guests, url } = await startReceiver(t)
  await gateway.call('PUT', '/butler', { url, ordering: 'strict' })
  await gateway.call('POST', '/butler/pause', {})
  for (const guest of ['A', 'B', 'C']) await gateway.guest(guest)
  // As if the owner had died after B failed, while A was open.
  await gateway.rows(`
    insert into parked (consumer_id, shard, lane, position, event_id, attempts, first_at, next_at)
    select c.id, 0, 0, e.position, e.id, 1, now(), now() from consumers c, events e where e.subject = 'guest/B'`)
  await gateway.call('POST', '/butler/resume', {})
  await gateway.settled()
  t.strictSame(guests(), ['A', 'B', 'C'])
  t.equal(received[1]?.headers['bellhook-attempt'], '2')
  t.strictSame(await gateway.rows('select from parked'), [])
})

t.test('replayed events have the lanes of the ordering', async (t) => {
  const gateway = await startGateway(t)
  const open: (() => void)[] = []
  const receiver = await startReceiver(t, (_, response) => {
    open.push(() => void response.writeHead(204).end())
    return undefined
  })
  for (const guest of ['A', 'B', 'C']) await gateway.guest(guest)
  const events = (await gateway.events()).map(({ id }) => id)
  await gateway.call('PUT', '/butler', { url: receiver.url, ordering: 'strict' })
  t.equal((await gateway.call('POST', '/butler/replay', { events })).statusCode, 202)
  for (const guest of ['A', 'B', 'C']) {
    await until(() => open.length === 1, `a request with ${guest}`)
    await gateway.rows('select pg_sleep(0.1)')
    t.equal(open.length, 1, 'one request at a time')
    open.pop()?.()
    await until(() => open.length === 0 || receiver.guests().at(-1) !== guest, 'the answer')
  }
  t.strictSame(receiver.guests(), ['A', 'B', 'C'])
})
