import { freePort } from '../free-port.ts'
import { load, percentile } from '../load.ts'
import { median } from '../measure.ts'
import { traffic } from '../traffic.ts'
import { namesOf, put, remove } from './call-destinations.ts'
import type { Stage } from './stage.ts'

const DESTINATIONS = 100
/** Events a second. Each one goes to all destinations. */
const RATE = 10
const CONNECTIONS = 4

/** From the commit to the first attempt with 100 destinations: all in order, and with one dead and one that answers after 10 s. */
export async function neighbors({ server, receiver, report }: Stage): Promise<void> {
  const names = namesOf(DESTINATIONS)
  const [dead = '', slow = '', ...others] = names
  const { port } = receiver
  for (const name of others) await put(server, name, { port })
  const nothingListens = await freePort()
  const healthy: number[] = []
  const troubled: number[] = []
  for (let round = 0; round <= report.rounds; round++) {
    report.progress(`delivery to ${DESTINATIONS}: round ${round} of ${report.rounds}`)
    for (const name of [dead, slow]) await put(server, name, { port, path: 'unmeasured' })
    const well = await firstAttemptP99()
    await put(server, dead, { port: nothingListens })
    await put(server, slow, { port, path: 'unmeasured/slow' })
    const ill = await firstAttemptP99()
    if (round === 0) continue
    healthy.push(well)
    troubled.push(ill)
  }
  report.figure(`delivery to ${DESTINATIONS}: commit to first attempt, p99, ms`, median(healthy))
  report.figure(`delivery to ${DESTINATIONS}, one dead and one slow: p99 of the others, ms`, median(troubled))
  const ratios = troubled.map((p99, at) => p99 / (healthy[at] ?? Number.NaN))
  report.figure('delivery beside a dead and a slow one: p99 / p99 of all in order', median(ratios), { atMost: 1.2 })
  await remove(server, names)

  async function firstAttemptP99(): Promise<number> {
    await receiver.take()
    const options = { port: server.port, connections: CONNECTIONS, seconds: report.seconds, rate: RATE }
    const { acked } = await load({ ...options, next: traffic('sms') })
    const { late } = await receiver.collect(others.length * acked.length)
    return percentile(Float64Array.from(late).sort(), 0.99)
  }
}
