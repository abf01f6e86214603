import { type BenchCluster, startServer } from './fixture.ts'
import { load, percentile } from './load.ts'
import { checkFeed } from './measure.ts'
import type { Report } from './report.ts'
import { traffic } from './traffic.ts'

const MESSAGES = 1_000
const BATCHES = 20

/** Meta's largest notification: 1,000 messages in one body. */
export async function batch(cluster: BenchCluster, report: Report): Promise<void> {
  const database = await cluster.open('bench')
  const server = await startServer('bellhook', database.url)
  const next = traffic('whatsapp', MESSAGES)
  let sent = 0
  report.progress(`${BATCHES} batches of ${MESSAGES} messages`)
  const shots = Array.from({ length: BATCHES }, next)
  // One connection sends them one after the other; the seconds only bound it.
  const { acked, latencies } = await load({
    port: server.port,
    connections: 1,
    seconds: 30,
    next: () => shots[sent++] ?? shots[0] ?? next()
  })
  await server.stop()
  await checkFeed(database, [...new Set(acked)])
  report.figure('batch: size of the body, bytes', shots[0]?.bytes.length ?? 0, { atMost: 3_000_000 })
  report.figure('batch: slowest acknowledgement of 1,000 messages, ms', percentile(latencies.get(200), 1), {
    atMost: 1_500
  })
  report.figure('batch: median acknowledgement, ms', percentile(latencies.get(200), 0.5))
  await database.close()
}
