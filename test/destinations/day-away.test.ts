import { mock } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import t from 'tap'
import { LIMITS } from '../../src/config/limits.ts'
import type { Ordering } from '../../src/consumers/lane-of-event.ts'
import type { ShardRow } from '../../src/db/consumers/shards.ts'
import type { EventPage, FeedEvent } from '../../src/db/events.ts'
import type { Destination } from '../../src/destinations/destination.ts'
import type { SendResult } from '../../src/destinations/sender.ts'
import { createShardRunner } from '../../src/destinations/shard-runner.ts'

const DAY_MS = 86_400_000
/** The clock moves in such steps, and an event comes in every second step. */
const STEP_MS = 10_000
const START = Date.parse('2026-03-01T00:00:00Z')
const PAGE_EVENTS = 200
const LANES = 40

const ROW: ShardRow = {
  ...{ consumerId: 1, shard: 0, position: 0, until: null, epoch: 1 },
  ...{ leasedUntil: null, failingSince: null, openUntil: null, problem: null }
}

const CONFIG: Destination['config'] = {
  ...{ url: 'https://butler.example.com/', headers: {}, ladder: [5, 30, 120, 300], deadLetter: 'after-ladder' },
  ...{ batch: null, timeout: 15, concurrency: 16, rate: null, attempts: 'failures', ed25519: false },
  ...{ publicKey: null, authorization: null, tls: null }
}

function eventAt(position: number): FeedEvent {
  const id = `019c0000-0000-7000-8000-${String(position).padStart(12, '0')}`
  return {
    ...{ position, id, type: 'guest.updated', source: 'acme', subject: `guest/${position % LANES}`, channel: 'pms' },
    ...{ time: '', receivedAt: '', property: null, account: null, hotel: null, deliveryId: id, timebasis: 'received' },
    ...{ verified: true, hydrated: false, corrects: null, traceparent: null },
    ...{ lane: String(position % LANES), data: '{}' }
  }
}

/** A day of events during which the endpoint is away from the first hour on, and what is sent and stored meanwhile. */
async function dayAway(ordering: Ordering) {
  mock.timers.enable({ apis: ['setTimeout', 'Date'], now: START })
  const feed: FeedEvent[] = []
  const arrived: string[] = []
  const parked = new Set<number>()
  let [dead, mostParked, position, isAway] = [0, 0, 0, false]

  const read = async (after: number): Promise<EventPage> => {
    const rows = feed.slice(after, after + PAGE_EVENTS)
    return { rows, position: after + rows.length, more: rows.length === PAGE_EVENTS, oversized: undefined }
  }
  const send = async ({ id }: { id: string }): Promise<SendResult> => {
    const rest = { status: null, ms: 0, retryAfterMs: undefined, answer: '', headers: {} }
    if (isAway) return { ...rest, class: 'endpoint', problem: 'ECONNREFUSED: nothing listens at that address and port' }
    arrived.push(id)
    return { ...rest, class: 'ok', status: 204, problem: null }
  }
  const runner = createShardRunner({
    row: ROW,
    parked: [],
    destination: {
      ...{ id: 1, name: 'butler', state: 'active', reason: null, version: 1, filter: {}, shards: 1, sealed: null },
      ...{ ordering, config: CONFIG }
    },
    sender: { send },
    pages: { read, readOne: async (at) => feed[at - 1], wake: () => undefined },
    leasedUntil: Number.POSITIVE_INFINITY,
    limits: LIMITS.destinations,
    onResult: () => undefined,
    onGone: () => undefined,
    log: { warn: () => undefined }
  })

  async function step(): Promise<void> {
    runner.wake()
    // The pause between two reads, and then everything else.
    for (const ms of [0, 100, STEP_MS - 100]) {
      mock.timers.tick(ms)
      for (let turns = 0; turns < 4; turns++) await turn()
    }
    const checkpoint = runner.takeCheckpoint()
    if (checkpoint === undefined) return
    position = checkpoint.position
    dead += checkpoint.dead.length
    for (const event of checkpoint.parked) parked.add(event.position)
    mostParked = Math.max(mostParked, parked.size)
    for (const event of checkpoint.unparked) parked.delete(event.position)
  }

  for (let at = 0; at < DAY_MS; at += STEP_MS) {
    isAway = at >= DAY_MS / 24
    if (at % (2 * STEP_MS) === 0) feed.push(eventAt(feed.length + 1))
    await step()
  }
  const delivered = arrived.length
  const { isOpen } = runner
  isAway = false
  for (let steps = 0; steps < 1_000 && position < feed.length; steps++) await step()
  runner.stop()
  mock.timers.reset()
  return { feed, arrived, delivered, isOpen, dead, mostParked, stillParked: parked.size, position }
}

t.teardown(() => mock.timers.reset())

for (const ordering of ['lane', 'strict', 'none'] as const) {
  t.test(
    `${ordering}: an endpoint that is away for a day costs nothing, and then gets everything in order`,
    async (t) => {
      const { feed, arrived, delivered, isOpen, dead, mostParked, stillParked, position } = await dayAway(ordering)
      t.equal(delivered, DAY_MS / 24 / STEP_MS / 2, 'one hour was delivered')
      t.equal(isOpen, true, 'the breaker is open at the end of the day')
      t.ok(mostParked <= 16, `${mostParked} rows were parked`)
      t.strictSame([dead, stillParked, position], [0, 0, feed.length])
      const ids = feed.map(({ id }) => id)
      if (ordering === 'none') t.strictSame([...arrived].sort(), ids, 'each of them once')
      else t.strictSame(byLane(arrived, ordering), byLane(ids, ordering), 'each of them once, in the order of its lane')
    }
  )
}

function byLane(ids: readonly string[], ordering: Ordering): string[][] {
  const lanes: string[][] = []
  for (const id of ids) {
    const lane = ordering === 'lane' ? Number(id.slice(-12)) % LANES : 0
    lanes[lane] ??= []
    lanes[lane].push(id)
  }
  return lanes
}
