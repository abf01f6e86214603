import { keepApart } from './cores.ts'
import { type BenchDatabase, startServer } from './fixture.ts'
import { type LoadResult, load, percentile, prepared, type Shot } from './load.ts'
import type { Variant } from './server.ts'

/** Enough to saturate each server on two cores: with twice as many, throughput stays and each answer takes twice as long. */
export const CONNECTIONS = 100

const WARM_UP_SECONDS = 3
/** Requests beyond this number are signed during the measurement. */
const MOST_PER_SECOND = 20_000

export interface Measurement {
  /** Acknowledgements per second. */
  throughput: number
  /** Milliseconds. */
  p50: number
  p99: number
}

interface MeasureOptions {
  variant: Variant
  database: BenchDatabase
  /** Makes the requests, new ones for each run. */
  shots: () => () => Shot
  seconds: number
  rate?: number
}

/** Warms a server up, loads it, and checks that everything it acknowledged is on the feed. */
export async function measure({ variant, database, shots, seconds, rate }: MeasureOptions): Promise<Measurement> {
  const server = await startServer(variant, database.url)
  const reunite = keepApart(server.pid)
  try {
    const { port } = server
    // Before the warm-up, so that the server does not pause.
    const next = prepared(shots(), Math.ceil(seconds * (rate ?? MOST_PER_SECOND)))
    // Otherwise a garbage collection of the load generator would count as latency of the server.
    globalThis.gc?.()
    await load({ port, connections: CONNECTIONS, next: shots(), seconds: WARM_UP_SECONDS })
    // The queue of the saturation must not count for the lower rate.
    if (rate) await load({ port, connections: CONNECTIONS, next: shots(), seconds: WARM_UP_SECONDS, rate })
    const result = await load({ port, connections: CONNECTIONS, next, seconds, ...(rate ? { rate } : {}) })
    await checkAnswers(result)
    if (variant !== 'none') await checkFeed(database, result.acked)
    const latencies = result.latencies.get(200)
    return { throughput: result.throughput, p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99) }
  } finally {
    reunite()
    await server.stop()
  }
}

async function checkAnswers({ latencies }: LoadResult): Promise<void> {
  const others = [...latencies.keys()].filter((status) => status !== 200)
  if (others.length > 0) throw new Error(`answers other than 200: ${others.join(', ')}`)
}

/** Every acknowledged delivery is on the feed, exactly once. */
export async function checkFeed(database: BenchDatabase, acked: readonly string[]): Promise<void> {
  const [row] = await database.query(
    'select count(*)::int as events, count(distinct subject)::int as subjects from events where subject = any($1)',
    [acked]
  )
  if (row?.['events'] === acked.length && row['subjects'] === acked.length) return
  throw new Error(`${acked.length} acknowledged, but ${row?.['events']} events of ${row?.['subjects']} on the feed`)
}

export function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN
}
