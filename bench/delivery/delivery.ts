import { fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { type BenchCluster, type BenchDatabase, type BenchServer, startServer } from './fixture.ts'
import { load, percentile } from './load.ts'
import type { Report } from './report.ts'
import { traffic } from './traffic.ts'

const RATE = 500
const CONNECTIONS = 40
const PATIENCE_MS = 120_000

/** Signed webhooks to destinations: how many a second, and how soon after the commit. The receiver runs beside the gateway. */
export async function delivery(cluster: BenchCluster, report: Report): Promise<void> {
  const database = await cluster.open('bench')
  const server = await startServer('bellhook', database.url)
  const receiver = await startReceiver()
  const next = traffic('sms')

  report.progress('delivery: events to send')
  await load({ port: server.port, connections: CONNECTIONS, seconds: report.seconds * report.rounds, next })
  const [row] = await database.query('select count(*)::int as count from events')
  const events = Number(row?.['count'])
  for (const destinations of [1, 10]) {
    report.progress(`delivery: ${destinations} destinations`)
    const { perSecond, walBytes } = await drain(server, database, receiver, { destinations, events })
    const bound = { atLeast: destinations === 1 ? 5_000 : 8_000 }
    report.figure(`delivery: ${destinations} destination(s), deliveries/s`, perSecond, bound)
    report.figure(`delivery: ${destinations} destination(s), bytes of WAL a delivery`, walBytes, { atMost: 50 })
  }

  report.progress(`delivery at ${RATE}/s`)
  await put(server, 'd0', receiver.port, 'now')
  await receiver.take()
  const seconds = report.seconds * report.rounds
  await load({ port: server.port, connections: 20, seconds, rate: RATE, next })
  await sleep(1_000)
  const late = Float64Array.from(await receiver.take()).sort()
  report.figure('delivery: commit to first attempt, median, ms', percentile(late, 0.5))
  report.figure('delivery: commit to first attempt, p99, ms', percentile(late, 0.99), { atMost: 50 })
  receiver.stop()
  await server.stop()
  await database.close()
}

interface Drain {
  destinations: number
  events: number
}

async function drain(
  server: BenchServer,
  database: BenchDatabase,
  receiver: Receiver,
  { destinations, events }: Drain
): Promise<{ perSecond: number; walBytes: number }> {
  const names = Array.from({ length: destinations }, (_, number) => `d${number}`)
  await database.settle()
  const before = await walPosition(database)
  const began = performance.now()
  for (const name of names) await put(server, name, receiver.port, 'start')
  const wanted = destinations * events
  for (let received = 0; received < wanted; await sleep(20)) {
    received += (await receiver.take()).length
    if (performance.now() - began > PATIENCE_MS) throw new Error(`only ${received} of ${wanted} events were delivered`)
  }
  const seconds = (performance.now() - began) / 1_000
  const walBytes = ((await walPosition(database)) - before) / wanted
  for (const name of names) await call(server, 'DELETE', name)
  return { perSecond: wanted / seconds, walBytes }
}

async function walPosition({ query }: BenchDatabase): Promise<number> {
  const [row] = await query(`select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::float8 as position`)
  return Number(row?.['position'])
}

function put(server: BenchServer, name: string, port: number, from: string): Promise<void> {
  return call(server, 'PUT', name, { url: `http://127.0.0.1:${port}/`, from, secret: 'env:BENCH_SECRET' })
}

async function call({ port }: BenchServer, method: string, name: string, body?: object): Promise<void> {
  const answer = await fetch(`http://127.0.0.1:${port}/api/destinations/${name}`, {
    method,
    headers: { authorization: 'Bearer bench', ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) })
  })
  if (!answer.ok) throw new Error(`${method} ${name}: ${answer.status} ${await answer.text()}`)
}

type Receiver = Awaited<ReturnType<typeof startReceiver>>

async function startReceiver() {
  const child = fork(new URL('./receiver.js', import.meta.url), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const [{ port }] = (await once(child, 'message')) as [{ port: number }] // as receiver.ts sends it
  return {
    port,
    /** What has arrived since the last call: how late each event was, in milliseconds. */
    async take(): Promise<readonly number[]> {
      child.send('take')
      const [{ late }] = (await once(child, 'message')) as [{ late: number[] }] // as receiver.ts sends it
      return late
    },
    stop: () => void child.kill('SIGTERM')
  }
}
