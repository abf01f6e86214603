import type { ServerResponse } from 'node:http'
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
  t.ok(Date.now() - closed < 14_500, 'before the lease of 15 s has ended')
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

/** Starts a gateway whose owner is frozen while a request is open, and lets it go on after somebody else got the lease. */
async function afterTheft(t: Test, laterLeases: number) {
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
  const readPosition = async () => {
    const [row] = await gateway.rows('select position::float8 as position from consumer_shards')
    return Number(row?.['position'])
  }
  const before = await readPosition()
  await stealLease(gateway)
  release()
  return { before, readPosition, gateway }
}

t.test('an owner that lost its lease moves no cursor, and drops the shard', async (t) => {
  const { before, readPosition, gateway } = await afterTheft(t, 0)
  // Its result is refused, so it has no shard any more.
  await until(
    async () => !(await gateway.get('/metrics')).body.includes('bellhook_destination_open{destination="butler"}'),
    'the owner drops the shard'
  )
  t.equal(await readPosition(), before)
})

t.test('negative control: without the epoch of a lease, the cursor moves', async (t) => {
  const { before, readPosition } = await afterTheft(t, 1)
  await until(async () => (await readPosition()) > before, 'the cursor moves')
})

t.test('another gateway takes over when a lease has lapsed, and the first owner sends nothing more', async (t) => {
  const databaseUrl = await createDatabase(t)
  const { guests, url } = await startReceiver(t)
  // It renews no lease, and takes no new one: as if it were frozen.
  const limits = { destinations: { leaseSeconds: 1, renewMs: 600_000, refreshMs: 600_000 } }
  const first = await startGateway(t, {}, { databaseUrl, limits })
  await first.call('PUT', '/butler', { url })
  const readEpoch = async () => (await first.rows('select epoch::int as epoch from consumer_shards'))[0]?.['epoch']
  t.equal(await readEpoch(), 1)
  const second = await startGateway(t, {}, { databaseUrl })
  await until(async () => (await readEpoch()) === 2, 'the second gateway has the lease')
  // Both gateways are told about each event.
  const ids = Array.from({ length: 10 }, (_, id) => `B${id}`)
  for (const id of ids) await first.guest(id)
  await second.settled()
  t.strictSame(guests().sort(), ids)
  t.equal(await readEpoch(), 2)
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

/** A gateway with three events of one guest, and a receiver that holds their requests. */
async function withOneLane(t: Test, laneRequests: number) {
  const gateway = await startGateway(t, {}, { limits: { destinations: { laneRequests } } })
  const open: ServerResponse[] = []
  const { received, url } = await startReceiver(t, (_, response) => {
    open.push(response)
    return undefined
  })
  for (const lastName of ['A', 'B', 'C']) await gateway.guest('G1', { lastName })
  await gateway.call('PUT', '/butler', { url, from: 'start' })
  return { gateway, open, received }
}

t.test('one event of a lane is on its way at a time', async (t) => {
  const { gateway, open, received } = await withOneLane(t, 1)
  for (let count = 1; count <= 3; count++) {
    await until(() => received.length >= count, `request ${count}`)
    t.equal(open.length, 1, 'the one before was answered')
    open.pop()?.writeHead(204).end()
  }
  await gateway.settled()
  const events = await gateway.events()
  t.strictSame(
    received.map(({ headers }) => headers['webhook-id']),
    events.map(({ id }) => id)
  )
})

t.test('negative control: with lanes off, several are', async (t) => {
  const { open } = await withOneLane(t, 2)
  await until(() => open.length === 3, 'three requests')
})
