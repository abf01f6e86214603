import { setTimeout as sleep } from 'node:timers/promises'
import { type BenchCluster, startServer } from './fixture.ts'
import { flood } from './flood.ts'
import { load, percentile } from './load.ts'
import { checkFeed } from './measure.ts'
import type { Report } from './report.ts'
import { traffic } from './traffic.ts'

const MB = 1e6
const NORMAL_MS = 100
const RECOVERY_MS = 30_000
const PROBES = 100

/** A flood of requests, and a few ordinary senders whose answers are timed. */
export async function overload(cluster: BenchCluster, report: Report): Promise<void> {
  const database = await cluster.open('bench')
  const first = await startServer('bellhook', database.url)
  await first.stop()
  const server = await startServer('bellhook', database.url)
  report.figure('start on an existing database, ms', server.startedIn, { atMost: 2_000 })
  await sleep(1_000)
  report.figure('memory idle, MB', (await server.rss()) / MB, { atMost: 150 })

  report.progress(`overload for ${report.overloadSeconds} s`)
  let highest = 0
  let running = true
  const watch = (async () => {
    for (; running; await sleep(250)) highest = Math.max(highest, await server.rss())
  })()
  const [{ acked, latencies: flooded, throughput }, probe] = await Promise.all([
    flood({ port: server.port, seconds: report.overloadSeconds }),
    load({
      port: server.port,
      connections: PROBES,
      rate: PROBES,
      seconds: report.overloadSeconds,
      next: traffic('whatsapp')
    })
  ])
  const ended = performance.now()
  running = false
  await watch
  const one = traffic('sms')
  for (let normal = false; !normal && performance.now() - ended < RECOVERY_MS; ) {
    const { latencies } = await load({ port: server.port, connections: 1, seconds: 0.5, next: one })
    normal = percentile(latencies.get(200), 0.5) < NORMAL_MS
  }
  report.figure('overload: seconds until normal again', (performance.now() - ended) / 1000, { atMost: 5 })
  report.figure('overload: highest memory, MB', highest / MB, { atMost: 300 })
  report.figure('overload: acknowledgements/s', throughput)
  report.figure('overload: p99 of acknowledgements, ms', percentile(probe.latencies.get(200), 0.99), { atMost: 1_000 })
  report.figure('overload: turned away with 503', flooded.get(503)?.length ?? 0)
  report.figure('overload: median of 503, ms', percentile(probe.latencies.get(503), 0.5), { atMost: 50 })
  report.figure('overload: broken connections', flooded.get(0)?.length ?? 0, { atMost: 0 })
  await server.stop()
  await checkFeed(database, [...acked, ...probe.acked])
  await database.close()
}
