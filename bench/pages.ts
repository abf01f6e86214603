import { type BenchCluster, type BenchDatabase, startServer } from './fixture.ts'
import { median } from './measure.ts'
import type { Report } from './report.ts'

const EVENTS = 50_000
const LIMITS = [100, 1_000]

/** Events per second that a consumer reads from the beginning of the feed, page by page, over one connection. */
export async function pages(cluster: BenchCluster, report: Report): Promise<void> {
  const database = await cluster.open('bench_pages')
  await fill(database)
  const server = await startServer('bellhook', database.url)
  for (const limit of LIMITS) {
    report.progress(`pages of ${limit} events`)
    const rates: number[] = []
    for (let round = 0; round <= report.rounds; round++) rates.push(await read(server.port, limit, report.seconds))
    report.figure(`pages of ${limit}: events per second`, median(rates.slice(1)))
  }
  await server.stop()
  await database.close()
}

/** Events per second. */
async function read(port: number, limit: number, seconds: number): Promise<number> {
  const began = performance.now()
  let after = ''
  let events = 0
  while (performance.now() - began < seconds * 1_000) {
    const reply = await fetch(`http://127.0.0.1:${port}/api/events?limit=${limit}${after}`, {
      headers: { authorization: 'Bearer bench' }
    })
    const text = await reply.text()
    const cursor = /"cursor":"([^"]+)"\}$/.exec(text)?.[1]
    if (cursor === undefined) throw new Error(`a page has no cursor: ${reply.status}`)
    events += limit
    after = reply.headers.get('bellhook-more') === 'true' ? `&after=${cursor}` : ''
  }
  return events / ((performance.now() - began) / 1_000)
}

/** Text messages and reservations alternate: PostgreSQL stores the former as they are, and compresses the latter. */
async function fill({ query }: BenchDatabase): Promise<void> {
  await query(
    `insert into events (id, type, source, subject, time, channel, delivery_id, received_at, timebasis, verified, hydrated, data)
     select gen_random_uuid(), 'message.received', 'whatsapp', 'message/wamid.' || md5(n::text), now(), 'whatsapp',
       gen_random_uuid(), now(), 'event', true, false,
       case when n % 2 = 0
         then json_build_object('message', json_build_object('channel', 'whatsapp', 'externalId', md5(n::text), 'text', repeat('a word ', 40)))
         else json_build_object('reservation', json_build_object('externalId', md5(n::text), 'notes', repeat(md5(n::text), 70)))
       end
     from generate_series(1, $1::int) as n`,
    [EVENTS]
  )
  await query('vacuum analyze events')
}
