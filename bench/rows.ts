import type { BenchCluster, BenchDatabase } from './fixture.ts'
import { measure, median } from './measure.ts'
import type { Report } from './report.ts'
import { traffic } from './traffic.ts'

const SIZES = [0, 1_000_000, 5_000_000]
const CHUNK = 500_000

/** What a delivery costs with that many events in the table, against an empty one. */
export async function rows(cluster: BenchCluster, report: Report): Promise<void> {
  const databases = new Map<number, BenchDatabase>()
  for (const size of SIZES) {
    const database = await cluster.open(`bench_${size}`)
    databases.set(size, database)
    for (let filled = 0; filled < size; filled += CHUNK) {
      report.progress(`filling: ${filled + CHUNK} of ${size} events`)
      await fill(database, filled, CHUNK)
    }
    await database.query('vacuum analyze events')
  }
  const costs = new Map<number, number[]>(SIZES.map((size) => [size, []]))
  for (let round = 1; round <= report.rounds; round++) {
    for (const [size, database] of databases) {
      report.progress(`round ${round} of ${report.rounds}, ${size} events`)
      const shots = () => traffic('whatsapp')
      // No checkpoint before it: a page is logged whole when it is first touched after one, and that would be nearly each
      // page of a large index. A server makes one in five minutes.
      const { throughput } = await measure({ variant: 'bellhook', database, shots, seconds: report.seconds })
      costs.get(size)?.push(1 / throughput)
    }
  }
  const [empty = []] = costs.values()
  for (const size of SIZES.slice(1)) {
    const growth = (costs.get(size) ?? []).map((cost, at) => cost / (empty[at] ?? Number.NaN))
    report.figure(`rows: cost of a delivery with ${size} events / with none`, median(growth), { atMost: 1.15 })
  }
  for (const [size, database] of databases) {
    if (size > 0)
      for (const row of await database.query(INDEX_SIZES))
        report.figure(`rows: ${size} events, ${row['name']}, MB`, Number(row['mb']))
    await database.close()
  }
}

const INDEX_SIZES = `
  select relname as name, (pg_relation_size(oid) / 1e6)::int as mb from pg_class
  where relname = 'events' or relname like 'events\\_%' and relkind = 'i' order by relname`

/** Events like those of text messages, with keys and subjects in no order. */
async function fill(database: BenchDatabase, from: number, count: number): Promise<void> {
  await database.query(
    `insert into events (id, type, source, subject, time, channel, delivery_id, received_at, timebasis, verified, hydrated, data, key)
     select gen_random_uuid(), 'message.received', 'whatsapp', 'message/wamid.' || md5(n::text), now(), 'whatsapp',
       gen_random_uuid(), now(), 'event', true, false,
       json_build_object('message', json_build_object('channel', 'whatsapp', 'externalId', md5(n::text), 'text', repeat('a word ', 10))),
       sha256(n::text::bytea)
     from generate_series($1::int, $2::int) as n`,
    [from + 1, from + count]
  )
}
