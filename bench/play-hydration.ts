import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { JsonObject } from '../schemas/reading.ts'
import type { RecordSource } from '../src/contract/records.ts'
import { WINDOW_MS } from '../src/db/hydration/queue.ts'
import { startFake } from '../src/fakes/start-fake.ts'
import type { BenchCluster } from './fixture.ts'
import { hasBaseline, hasReadAll, startHydratingGateway, webhookUrlOf } from './hydrating-gateway.ts'
import { type IdealQueue, idealTimes } from './ideal-queue.ts'
import { sendThinEvents } from './send-thin-events.ts'
import type { Gateway } from './torture/gateway.ts'
import { watchFeed } from './watch-feed.ts'

export interface HydrationRun {
  source: 'mews' | 'apaleo'
  records: RecordSource
  /** Thin events, each about another reservation, and the seconds in which they come. */
  events: number
  seconds: number
  gateways: number
  /** The vendor's limit: calls in an interval. */
  limit: readonly [calls: number, seconds: number]
  /** The fields that make a reservation another one. */
  identify(at: number): JsonObject
}

export interface AgedRecord {
  /** When the record came on the feed. */
  at: number
  /** Milliseconds since its webhook was sent. */
  age: number
}

export interface PlayedHydration {
  calls: number[]
  refused: number
  ages: AgedRecord[]
  /** The same of a queue in which only the window, the budget, and the vendor take time. */
  ideal: AgedRecord[]
  lost: number
  doubled: number
}

const LATENCY_MS = 40
/** Reservations, guests, items, and notes of Mews. */
const CALLS_OF_A_BATCH = 4

/** Sends thin events to gateways, and waits for all of their records. With two gateways, the one that makes the calls is killed. */
export async function playHydration(cluster: BenchCluster, run: HydrationRun): Promise<PlayedHydration> {
  const { source, records, events, seconds } = run
  const database = await cluster.open('bench_records')
  const fake = await startFake(source, { latencyMs: LATENCY_MS })
  const folder = await mkdtemp(join(tmpdir(), 'bellhook-bench-'))
  const gateways: Gateway[] = []
  for (let at = 0; at < run.gateways; at++) {
    const own = await mkdtemp(join(folder, 'gateway-'))
    gateways.push(await startHydratingGateway(database, fake, own))
  }
  try {
    const [first] = gateways
    if (first === undefined) throw new Error('there is no gateway')
    await hasBaseline(database)
    const [pattern = {}] = fake.records.all('reservations')
    const ids = Array.from({ length: events }, (_, at) => fake.put('reservations', { ...pattern, ...run.identify(at) }))
    const callsBefore = fake.calls.length
    const urls = gateways.map((gateway) => webhookUrlOf(gateway, fake))
    // The first one has the lease.
    const killing = gateways.length > 1 ? sleep((seconds * 1_000) / 3).then(() => first.kill()) : undefined
    const watch = watchFeed(database, events)
    const arrivals = await sendThinEvents(fake, { ids, urls, seconds })
    await killing
    if (gateways.length > 1) await first.start()
    await hasReadAll(database)
    const seen = await watch.end()
    const found = ids.map((id) => seen.get(`reservation/${id}`) ?? [])
    const ages = found.flatMap(([at], index) => {
      return at === undefined ? [] : [{ at, age: at - (arrivals[index] ?? at) }]
    })
    const calls = fake.calls.length - callsBefore
    return {
      calls: fake.calls.map(({ at }) => at),
      refused: fake.refusals().length,
      ages,
      ideal: idealAges(arrivals, planOf(records, { calls, events })),
      lost: found.filter(({ length }) => length === 0).length,
      doubled: found.reduce((sum, { length }) => sum + Math.max(0, length - 1), 0)
    }
  } finally {
    await Promise.all(gateways.map((gateway) => gateway.kill()))
    await fake.close()
    await database.close()
    await rm(folder, { recursive: true, force: true })
  }
}

/** An ideal queue needs as many calls for a batch as a batch of this vendor needs at least. */
function planOf(
  { budget, kinds, concurrency = 2 }: RecordSource,
  about: { calls: number; events: number }
): IdealQueue {
  const { batch = 1 } = kinds.find(({ kind }) => kind === 'reservation') ?? {}
  const calls = batch === 1 ? Math.max(1, Math.round(about.calls / about.events)) : CALLS_OF_A_BATCH
  return { windowMs: WINDOW_MS, batch, calls, latencyMs: LATENCY_MS, concurrency, buckets: budget }
}

function idealAges(arrivals: readonly number[], plan: IdealQueue): AgedRecord[] {
  const sorted = [...arrivals].sort((one, other) => one - other)
  return idealTimes(sorted, plan).map((at, index) => ({ at, age: at - (sorted[index] ?? at) }))
}
