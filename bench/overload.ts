import { setTimeout as sleep } from 'node:timers/promises'
import { LOCKS } from '../src/db/locks.ts'
import { type BenchCluster, type BenchDatabase, type BenchServer, startServer } from './fixture.ts'
import { flood } from './flood.ts'
import { type LoadResult, load, percentile } from './load.ts'
import { checkFeed } from './measure.ts'
import type { Bound, Report } from './report.ts'
import { traffic } from './traffic.ts'

const MB = 1e6
const SENDERS = 2_000
/** 64 bodies of 600 KB are more than the 32 MiB that a gateway holds. */
const LARGE = { connections: 64, padding: 600_000, pauseMs: 500 }
const NORMAL_MS = 100
const RECOVERY_MS = 30_000
const TRIES = 100

/** Many senders, a slow database, and large bodies. */
export async function overload(cluster: BenchCluster, report: Report): Promise<void> {
  const database = await cluster.open('bench')
  const first = await startServer('bellhook', database.url)
  await first.stop()
  const server = await startServer('bellhook', database.url)
  report.figure('start on an existing database, ms', server.startedIn, { atMost: 2_000 })
  await sleep(1_000)
  report.figure('memory idle, MB', (await server.rss()) / MB, { atMost: 150 })

  const { port } = server
  const seconds = report.overloadSeconds
  const scene = (name: string, most: Most, work: () => Promise<LoadResult>) =>
    playScene({ name, most, work, server, database, report })
  await scene(`${SENDERS} senders`, { memory: 300, refused: 0, p99: 2_000 }, () =>
    flood({ port, seconds, connections: SENDERS })
  )
  await scene('slow database', { memory: 300, refused: 0, p99: 2_000 }, async () => {
    const quick = slowDown(database, (seconds / 3) * 1_000)
    const result = await flood({ port, seconds: seconds / 3, connections: SENDERS / 2 })
    await quick
    return result
  })
  await scene('large bodies', { memory: 400 }, () => flood({ port, seconds: seconds / 3, ...LARGE }))
  await server.stop()
  await database.close()
}

interface Most {
  /** MB. */
  memory: number
  refused?: number
  /** Milliseconds. */
  p99?: number
}

interface Scene {
  name: string
  most: Most
  work: () => Promise<LoadResult>
  server: BenchServer
  database: BenchDatabase
  report: Report
}

async function playScene({ name, most, work, server, database, report }: Scene): Promise<void> {
  report.progress(name)
  let highest = 0
  let isRunning = true
  const watch = (async () => {
    for (; isRunning; await sleep(250)) highest = Math.max(highest, await server.rss())
  })()
  const { acked, latencies, throughput } = await work()
  isRunning = false
  await watch
  const ended = performance.now()
  const recovered = await untilNormal(server.port, ended)
  const count = (status: number) => latencies.get(status)?.length ?? 0
  report.figure(`${name}: acknowledgements/s`, throughput)
  report.figure(`${name}: p99 of acknowledgements, ms`, percentile(latencies.get(200), 0.99), atMost(most.p99))
  report.figure(`${name}: refused with 503`, count(503), atMost(most.refused))
  report.figure(`${name}: broken connections`, count(0), { atMost: 0 })
  report.figure(`${name}: highest memory, MB`, highest / MB, { atMost: most.memory })
  report.figure(`${name}: seconds until normal again`, recovered / 1_000, { atMost: 5 })
  await untilStored(database, acked)
}

function atMost(bound: number | undefined): Bound {
  return bound === undefined ? {} : { atMost: bound }
}

/** Milliseconds from a moment until a single SMS is answered quickly. */
async function untilNormal(port: number, from: number): Promise<number> {
  const next = traffic('sms')
  while (performance.now() - from < RECOVERY_MS) {
    const { latencies } = await load({ port, connections: 1, seconds: 0.5, next })
    if (percentile(latencies.get(200), 0.5) < NORMAL_MS) break
  }
  return performance.now() - from
}

/** What was acknowledged from the spool comes to the feed a little later. */
async function untilStored(database: BenchDatabase, acked: readonly string[]): Promise<void> {
  for (let tries = 0; ; tries++) {
    try {
      return await checkFeed(database, acked)
    } catch (error) {
      if (tries === TRIES) throw error
      await sleep(100)
    }
  }
}

/** Lets batches through for a tenth of the time. */
async function slowDown(database: BenchDatabase, forMs: number): Promise<void> {
  const end = performance.now() + forMs
  while (performance.now() < end) {
    await database.query(`begin; select pg_advisory_xact_lock(${LOCKS.commit}); select pg_sleep(0.9); commit`)
    await sleep(100)
  }
}
