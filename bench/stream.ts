import { setTimeout as sleep } from 'node:timers/promises'
import { messagesOf } from '../src/cli/live-events.ts'
import { type BenchCluster, type BenchServer, startServer } from './fixture.ts'
import { load, percentile } from './load.ts'
import type { Report } from './report.ts'
import { traffic } from './traffic.ts'

/** A busy evening of many hotels, and far from what saturates it. */
const RATE = 500
const CONNECTIONS = 20
const PATIENCE_MS = 10_000

/** From an acknowledgement until its event is on the live stream of the same gateway, and of another one on its database. */
export async function stream(cluster: BenchCluster, report: Report): Promise<void> {
  const database = await cluster.open('bench')
  const first = await startServer('bellhook', database.url)
  const second = await startServer('bellhook', database.url)
  const readers = { 'the same gateway': await read(first), 'another gateway': await read(second) }
  await load({ port: first.port, connections: CONNECTIONS, seconds: 2, rate: RATE, next: traffic('sms') })

  report.progress(`stream at ${RATE}/s`)
  const acked = new Map<string, number>()
  await load({
    port: first.port,
    connections: CONNECTIONS,
    seconds: report.seconds * report.rounds,
    rate: RATE,
    next: traffic('sms'),
    onAck: (subject) => acked.set(subject, performance.now())
  })
  for (const [where, { seen, close }] of Object.entries(readers)) {
    const deadline = performance.now() + PATIENCE_MS
    while ([...acked.keys()].some((subject) => !seen.has(subject))) {
      if (performance.now() > deadline) throw new Error(`an acknowledged event is not on the stream of ${where}`)
      await sleep(100)
    }
    // What is seen before its acknowledgement has come is not late.
    const late = [...acked].map(([subject, at]) => Math.max(0, (seen.get(subject) ?? Number.NaN) - at))
    const sorted = Float64Array.from(late).sort()
    report.figure(`stream: visible on ${where}, median, ms`, percentile(sorted, 0.5))
    report.figure(`stream: visible on ${where}, p99, ms`, percentile(sorted, 0.99), { atMost: 100 })
    close()
  }
  await Promise.all([first.stop(), second.stop()])
  await database.close()
}

/** When the event of each subject came. */
async function read({ port }: BenchServer): Promise<{ seen: ReadonlyMap<string, number>; close(): void }> {
  const seen = new Map<string, number>()
  const closing = new AbortController()
  const { body } = await fetch(`http://127.0.0.1:${port}/api/events/stream?after=now`, {
    headers: { authorization: 'Bearer bench' },
    signal: closing.signal
  })

  async function follow(): Promise<void> {
    let now = 0
    const onBytes = () => {
      now = performance.now()
    }
    for await (const { data } of messagesOf(body ?? [], onBytes)) {
      const subject = /"subject":"([^"]*)"/.exec(data)?.[1]
      if (subject !== undefined) seen.set(subject, now)
    }
  }

  // It ends with an error when it is closed.
  void follow().catch(() => undefined)
  return { seen, close: () => closing.abort() }
}
