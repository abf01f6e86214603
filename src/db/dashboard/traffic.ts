import { sql } from 'drizzle-orm'
import type { Queries } from '../connect.ts'
import { fromDatabase } from '../instant.ts'
import { deliveries } from '../tables.ts'
import { WINDOW_ROWS } from './window.ts'

/** Deliveries of one minute and one source. */
export interface TrafficRow {
  /** RFC 3339. */
  minute: string
  channel: string
  source: string
  deliveries: number
  /** Quarantined and rejected ones. */
  attention: number
  lastAt: string
}

/** The deliveries of the last hour, at most the newest 50,000. */
export async function readTraffic(query: Queries, hotels: readonly string[] | undefined): Promise<TrafficRow[]> {
  const seen = hotels === undefined ? sql`` : sql`and hotel = any(${sql.param([...hotels])}::text[])`
  const { rows } = await query.execute<TrafficRow & Record<string, unknown>>(sql`
    select date_trunc('minute', received_at) as minute, channel, source, count(*)::int as deliveries,
      (count(*) filter (where outcome in ('quarantined', 'rejected')))::int as attention, max(received_at) as "lastAt"
    from (
      select received_at, channel, source, outcome, hotel from ${deliveries} order by position desc limit ${WINDOW_ROWS}
    ) as newest
    where received_at > now() - interval '1 hour' ${seen}
    group by 1, 2, 3 order by 1`)
  return rows.map((row) => ({ ...row, minute: fromDatabase(row.minute), lastAt: fromDatabase(row.lastAt) }))
}

/** Number of quarantined deliveries, at most `most`. */
export async function countQuarantined(
  query: Queries,
  hotels: readonly string[] | undefined,
  most: number
): Promise<number> {
  const seen = hotels === undefined ? sql`` : sql`and hotel = any(${sql.param([...hotels])}::text[])`
  const { rows } = await query.execute<{ number: number }>(sql`
    select count(*)::int as number from (
      select from ${deliveries} where outcome = 'quarantined' ${seen} limit ${most}
    ) as counted`)
  return rows[0]?.number ?? 0
}
