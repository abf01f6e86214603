import type { BenchCluster, BenchDatabase } from './fixture.ts'
import { measure, median } from './measure.ts'
import type { Report } from './report.ts'
import { traffic } from './traffic.ts'

const OLD = 1_000_000
const CHUNK = 250_000

/** What acknowledgements at half of capacity notice of it that old ones of a million deliveries are being removed. */
export async function retention(cluster: BenchCluster, report: Report): Promise<void> {
  const database = await cluster.open('bench')
  for (let filled = 0; filled < OLD; filled += CHUNK) {
    report.progress(`filling: ${filled + CHUNK} of ${OLD} old deliveries`)
    await fill(database, filled, CHUNK)
  }
  await database.query('vacuum analyze deliveries')
  await database.query('checkpoint')
  const run = async (variant: 'keeping' | 'bellhook', rate?: number) => {
    await database.settle()
    const shots = () => traffic('whatsapp')
    return measure({ variant, database, shots, seconds: report.seconds, ...(rate && { rate }) })
  }

  report.progress('capacity')
  const rate = (await run('keeping')).throughput / 2
  const late: { without: number[]; with: number[] } = { without: [], with: [] }
  const speeds: number[] = []
  for (let round = 1, left = OLD; round <= report.rounds && left > 0; round++) {
    report.progress(`round ${round} of ${report.rounds}, ${Math.round(rate)}/s, ${left} old deliveries left`)
    late.without.push((await run('keeping', rate)).p99)
    const began = performance.now()
    late.with.push((await run('bellhook', rate)).p99)
    const now = await countOld(database)
    speeds.push(((left - now) / (performance.now() - began)) * 1000)
    left = now
  }
  const ratios = late.with.map((p99, at) => p99 / (late.without[at] ?? Number.NaN))
  report.figure('retention: deliveries/s that arrive', rate)
  report.figure('retention: old deliveries that were removed', OLD - (await countOld(database)))
  report.figure('retention: old deliveries removed in a second', median(speeds))
  report.figure('retention: p99 without, ms', median(late.without))
  report.figure('retention: p99 with, ms', median(late.with))
  report.figure('retention: p99 with / without', median(ratios), { atMost: 1.2 })
  await database.close()
}

async function countOld(database: BenchDatabase): Promise<number> {
  const [row] = await database.query(
    "select count(*)::int as old from deliveries where received_at < now() - interval '30 days'"
  )
  return Number(row?.['old'])
}

/** Deliveries like those of text messages, two months old, with ids in the order of arrival. */
async function fill(database: BenchDatabase, from: number, count: number): Promise<void> {
  await database.query(
    `insert into deliveries (id, channel, source, endpoint, content_type, received_at, verified, masked, outcome, problems, event_ids, body)
     select ('01900000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, 'whatsapp', 'whatsapp', '/webhooks/whatsapp', 'application/json', now() - interval '60 days',
       true, false, 'accepted', '[]', array[gen_random_uuid()], repeat(md5(n::text), 16)::bytea
     from generate_series($1::int, $2::int) as n`,
    [from + 1, from + count]
  )
}
