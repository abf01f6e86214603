import { startServer } from '../fixture.ts'
import { load, percentile } from '../load.ts'
import { traffic } from '../traffic.ts'
import { put, remove } from './call-destinations.ts'
import type { Stage } from './stage.ts'

const RATE = 500
const CONNECTIONS = 20

/** From the commit of an event until its first request arrives: if the owner of the destination took the event, and if another gateway did. */
export async function firstAttempts({ database, server, receiver, report }: Stage): Promise<void> {
  await put(server, 'd0', { port: receiver.port })
  const other = await startServer('bellhook', database.url)
  const cases = [
    { where: 'the same gateway', port: server.port, atMost: 50 },
    { where: 'another gateway', port: other.port, atMost: 100 }
  ]
  const lateness = new Map<string, number[]>(cases.map(({ where }) => [where, []]))
  for (let round = 0; round <= report.rounds; round++) {
    for (const { where, port } of cases) {
      report.progress(`delivery at ${RATE}/s, taken by ${where}: round ${round} of ${report.rounds}`)
      await receiver.take()
      const next = traffic('sms')
      const { acked } = await load({ port, connections: CONNECTIONS, seconds: report.seconds, rate: RATE, next })
      const { late } = await receiver.collect(acked.length)
      // The first round compiles the code.
      if (round > 0) lateness.get(where)?.push(...late)
    }
  }
  for (const { where, atMost } of cases) {
    const sorted = Float64Array.from(lateness.get(where) ?? []).sort()
    report.figure(`delivery: commit to first attempt, ${where}, median, ms`, percentile(sorted, 0.5))
    report.figure(`delivery: commit to first attempt, ${where}, p99, ms`, percentile(sorted, 0.99), { atMost })
  }
  await remove(server, ['d0'])
  await other.stop()
}
