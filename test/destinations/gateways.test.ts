import t, { type Test } from 'tap'
import { startGateway, startReceiver } from '../support/destination-fixture.ts'
import { createDatabase } from '../support/test-app.ts'
import { until } from '../support/until.ts'

const SHORT_LEASE = { leaseSeconds: 1, renewMs: 300 }

t.test('another gateway takes over at once when the owner closes, and nothing is lost or sent twice', async (t) => {
  const databaseUrl = await createDatabase(t)
  const first = await startGateway(t, {}, { databaseUrl })
  const { guests, url } = await startReceiver(t)
  await first.call('PUT', '/butler', { url })
  const second = await startGateway(t, {}, { databaseUrl })
  for (let id = 0; id < 5; id++) await first.guest(`A${id}`)
  await first.settled()
  const closed = Date.now()
  await first.app.close()
  await second.guest('B0')
  await second.settled()
  t.ok(Date.now() - closed < 10_000, 'before the lease of 15 s has ended')
  t.strictSame(guests().sort(), ['A0', 'A1', 'A2', 'A3', 'A4', 'B0'])
})

t.test('a change on one gateway is taken by the owner', async (t) => {
  const databaseUrl = await createDatabase(t)
  const first = await startGateway(t, {}, { databaseUrl })
  const { received, url } = await startReceiver(t)
  await first.call('PUT', '/butler', { url })
  const second = await startGateway(t, {}, { databaseUrl })
  await second.call('PUT', '/butler', { url, headers: { 'x-tenant': 'changed' } })
  await until(async () => {
    await first.guest(`G${received.length}`)
    return received.at(-1)?.headers['x-tenant'] === 'changed'
  }, 'the new header')
})

/** Takes the lease away while the owner does not look: as if the process had been frozen for longer than the lease. */
async function stealLease({ rows }: Pick<Awaited<ReturnType<typeof startGateway>>, 'rows'>): Promise<void> {
  await rows(
    `update consumer_shards set epoch = epoch + 1, owner = gen_random_uuid(), leased_until = now() + interval '1 hour'`
  )
}

async function cursorAfterTheft(t: Test, laterLeases: number): Promise<number> {
  const limits = { destinations: { ...SHORT_LEASE, laterLeases, refreshMs: 60_000, renewMs: 60_000 } }
  const gateway = await startGateway(t, {}, { limits })
  let release = () => {}
  const { received, url } = await startReceiver(t, (_, response) => {
    release = () => void response.writeHead(204).end()
    return undefined
  })
  await gateway.call('PUT', '/butler', { url })
  await gateway.guest('G1')
  await until(() => received.length === 1, 'a request')
  const [before] = await gateway.rows('select position::float8 as position from consumer_shards')
  await stealLease(gateway)
  release()
  // The result of the owner that was frozen either is stored, or its shard is dropped.
  await gateway.rows('select pg_sleep(0.3)')
  const [after] = await gateway.rows('select position::float8 as position from consumer_shards')
  return Number(after?.['position']) - Number(before?.['position'])
}

t.test('an owner that lost its lease moves no cursor; without the epoch it would', async (t) => {
  t.equal(await cursorAfterTheft(t, 0), 0)
  t.ok((await cursorAfterTheft(t, 1)) > 0, 'negative control: a lease without an epoch')
})

/** Kills an owner while a request is open, and returns what the next owner sends. */
async function afterCrash(t: Test, unsettledBehindCursor: number): Promise<string[]> {
  const databaseUrl = await createDatabase(t)
  const first = await startGateway(
    t,
    {},
    { databaseUrl, limits: { destinations: { unsettledBehindCursor, drainMs: 0 } } }
  )
  const silent = await startReceiver(t, () => undefined)
  const { guests, url } = await startReceiver(t)
  await first.call('PUT', '/butler', { url: silent.url })
  await first.guest('G1')
  await until(() => silent.received.length === 1, 'a request')
  await first.rows('select pg_sleep(0.2)')
  await first.app.close()
  const second = await startGateway(t, {}, { databaseUrl })
  await second.call('PUT', '/butler', { url })
  await second.guest('G2')
  await second.settled()
  return guests()
}

t.test('an event whose answer is open is sent again; a cursor that moves before the answer loses it', async (t) => {
  t.strictSame((await afterCrash(t, 0)).sort(), ['G1', 'G2'])
  t.strictSame(await afterCrash(t, 1_000), ['G2'], 'negative control')
})

/** The order in which the versions of one guest arrive, if the first one is answered late. */
async function arrivals(t: Test, laneRequests: number): Promise<number> {
  const gateway = await startGateway(t, {}, { limits: { destinations: { laneRequests } } })
  const open: (() => void)[] = []
  const { received, url } = await startReceiver(t, (_, response) => {
    open.push(() => void response.writeHead(204).end())
    return undefined
  })
  for (const lastName of ['A', 'B', 'C']) await gateway.guest('G1', { lastName })
  await gateway.call('PUT', '/butler', { url, from: 'start' })
  await until(() => received.length > 0, 'a request')
  await gateway.rows('select pg_sleep(0.2)')
  const atOnce = received.length
  for (const answer of open) answer()
  return atOnce
}

t.test('one event of a lane is on its way at a time; with lanes off there are several', async (t) => {
  t.equal(await arrivals(t, 1), 1)
  t.equal(await arrivals(t, 2), 3, 'negative control')
})
