import { toCursor } from '../../src/feed/cursor.ts'
import { load } from '../load.ts'
import { median } from '../measure.ts'
import { traffic } from '../traffic.ts'
import { javascriptMs } from '../yardsticks/process-usage.ts'
import { namesOf, put, remove } from './call-destinations.ts'
import { postgresUsage } from './postgres-usage.ts'
import type { Stage } from './stage.ts'

const CASES = [
  { destinations: 1, atLeast: 5_000 },
  { destinations: 10, atLeast: 8_000 }
]
const CONNECTIONS = 40

interface Drain {
  perSecond: number
  /** Of PostgreSQL, for each delivery: microseconds of CPU, and bytes of WAL. */
  cpu: number
  wal: number
  /** Of the gateway: microseconds of CPU of its JavaScript thread, for each delivery. */
  js: number
}

/** How many stored events a second go out to one destination, and to ten. */
export async function throughput(stage: Stage): Promise<void> {
  const { report } = stage
  const most = Math.max(...CASES.map(({ destinations, atLeast }) => (atLeast * report.seconds) / destinations))
  await storeEvents(stage, most)
  // Its code is compiled then.
  await drain(stage, { destinations: 1, events: most })
  for (const { destinations, atLeast } of CASES) {
    const runs: Drain[] = []
    for (let round = 1; round <= report.rounds; round++) {
      report.progress(`delivery to ${destinations}: round ${round} of ${report.rounds}`)
      runs.push(await drain(stage, { destinations, events: Math.ceil((atLeast * report.seconds) / destinations) }))
    }
    const middle = (key: keyof Drain) => median(runs.map((run) => run[key]))
    const to = `delivery to ${destinations}`
    report.figure(`${to}: deliveries/s`, middle('perSecond'), { atLeast })
    report.figure(`${to}: JavaScript for each, µs`, middle('js'))
    report.figure(`${to}: CPU of PostgreSQL for each, µs`, middle('cpu'), { atMost: 10 })
    report.figure(`${to}: WAL for each, bytes`, middle('wal'), { atMost: 50 })
  }
}

async function storeEvents({ database, server, report }: Stage, count: number): Promise<void> {
  const next = traffic('sms')
  for (let stored = 0; stored < count; ) {
    report.progress(`delivery: ${stored} of ${count} events are stored`)
    stored += (await load({ port: server.port, connections: CONNECTIONS, seconds: 2, next })).acked.length
  }
  await database.settle()
}

/** Sends the newest events to new destinations. */
async function drain(
  { database, server, receiver }: Stage,
  { destinations, events }: { destinations: number; events: number }
): Promise<Drain> {
  const names = namesOf(destinations)
  const [row] = await database.query(
    'select position::float8 as position from events order by position desc limit 1 offset $1',
    [events]
  )
  const from = toCursor(Number(row?.['position'] ?? 0))
  await database.settle()
  const before = await postgresUsage(database)
  const jsBefore = javascriptMs(server.pid)
  const wanted = destinations * events
  await receiver.take()
  await Promise.all(names.map((name) => put(server, name, { port: receiver.port, from })))
  const { first, last } = await receiver.collect(wanted)
  const after = await postgresUsage(database)
  const jsAfter = javascriptMs(server.pid)
  await remove(server, names)
  return {
    perSecond: (1_000 * wanted) / (last - first),
    cpu: (1_000 * (after.cpuMs - before.cpuMs)) / wanted,
    wal: (after.walBytes - before.walBytes) / wanted,
    js: (1_000 * (jsAfter - jsBefore)) / wanted
  }
}
