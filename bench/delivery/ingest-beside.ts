import { load, percentile } from '../load.ts'
import { median } from '../measure.ts'
import { traffic } from '../traffic.ts'
import { namesOf, put, remove } from './call-destinations.ts'
import type { Stage } from './stage.ts'

const DESTINATIONS = 3
/** Deliveries a second, of all destinations together. */
const RATE = 1_000
const CONNECTIONS = 20

/** Answers to providers while each event goes to three destinations, against the same load without destinations. They take turns. */
export async function ingestBeside({ server, receiver, report }: Stage): Promise<void> {
  const names = namesOf(DESTINATIONS)
  const without: number[] = []
  const beside: number[] = []
  for (let round = 0; round <= report.rounds; round++) {
    report.progress(`ingest beside deliveries: round ${round} of ${report.rounds}`)
    const quiet = await ingest()
    await Promise.all(names.map((name) => put(server, name, { port: receiver.port })))
    await receiver.take()
    const busy = await ingest()
    await receiver.collect(DESTINATIONS * busy.acknowledged)
    await remove(server, names)
    if (round === 0) continue
    without.push(quiet.p99)
    beside.push(busy.p99)
  }
  report.figure('ingest without deliveries: p99, ms', median(without))
  report.figure(`ingest beside ${RATE} deliveries/s: p99, ms`, median(beside))
  const ratios = beside.map((p99, at) => p99 / (without[at] ?? Number.NaN))
  report.figure('ingest beside deliveries: p99 / p99 without', median(ratios), { atMost: 1.2 })

  async function ingest(): Promise<{ p99: number; acknowledged: number }> {
    const { acked, latencies } = await load({
      ...{ port: server.port, connections: CONNECTIONS, seconds: report.seconds },
      ...{ rate: RATE / DESTINATIONS, next: traffic('sms') }
    })
    return { p99: percentile(latencies.get(200), 0.99), acknowledged: acked.length }
  }
}
