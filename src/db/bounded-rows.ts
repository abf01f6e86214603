import { type SQL, sql } from 'drizzle-orm'
import type { Database } from './connect.ts'
import { type RemovedLog, removedUpTo } from './removal-marks.ts'

export interface PageRequest {
  after: number
  /** Rows. */
  limit: number
  /** Sum of what the rows cost. */
  bytes: number
}

export interface Page<Row> {
  rows: readonly Row[]
  /** The next page begins behind this position. */
  position: number
  /** True: the page ended at its limit, so the next page may have rows already. False: it ended with the table. */
  more: boolean
}

/** As `after`: before everything that is stored. Nothing can have been missed. */
export const BEGINNING = -1
/** As `after`: after everything that is stored. */
export const NOW = Number.MAX_SAFE_INTEGER

interface BoundedQuery {
  /** Rows in the order of their positions, with an `order by` and a `limit` of their own. */
  candidates: SQL
  /** Bytes of one candidate. */
  cost: SQL
  /** The columns to return, among them `position`. */
  columns: SQL
  /** The newest position of the table. */
  newest: SQL
  /** The table. */
  log: RemovedLog
}

/** Rows behind `after` were removed, so a reader that goes on there would miss them. */
export class PositionRemoved extends Error {
  override name = 'PositionRemoved'
  /** The first position that a reader can go on from. */
  readonly oldest: number

  constructor(oldest: number) {
    super('rows behind this position were removed')
    this.oldest = oldest
  }
}

/** A reader that goes on behind this position would wait for it for ever: no row had it, and none gets it soon. */
export class PositionUnknown extends Error {
  override name = 'PositionUnknown'
}

/**
 * Microseconds since 1970, as positions are. After a restore, readers may be ahead of all rows, but not of the clock. Clocks of
 * database servers differ by less than this.
 */
const CLOCK_DIFFERENCE = 5 * 60 * 1_000_000

/**
 * Reads rows until their number or the sum of their costs reaches its limit, and at least one row, so that a reader always advances.
 * PostgreSQL examines at most two candidates more than it returns: it evaluates a CTE and a window over `rows unbounded preceding`
 * row by row, and the `limit 1` ends that. So a page of large rows costs no more than its contents.
 *
 * The newest position comes from the same statement, and so from the same snapshot. If the page ends before its limits, no row
 * up to that position matches the filter, and the next page may begin after it. The mark of removed rows comes from it, too. Throws
 * PositionRemoved and PositionUnknown.
 */
export async function readBoundedRows<Row extends { position: number }>(
  query: Database['query'],
  { candidates, cost, columns, newest, log }: BoundedQuery,
  { after, limit, bytes }: PageRequest
): Promise<Page<Row>> {
  const { rows: found } = await query.execute<Found>(sql`
    with candidate as materialized (
      select row.*, ${cost} as cost from (${candidates}) as row
    ), cut as (
      select number
      from (
        select row_number() over costs as number, sum(cost) over costs as total
        from candidate window costs as (rows unbounded preceding)
      ) as running
      where total > ${Math.min(bytes, Number.MAX_SAFE_INTEGER)}::bigint limit 1
    )
    select newest.position as head, ${removedUpTo(log)} as removed, exists (select from cut) as is_cut,
      case when page.position is null then (extract(epoch from clock_timestamp()) * 1000000)::bigint end as clock, page.*
    from (${newest}) as newest
    left join (
      select ${columns} from candidate
      limit (select coalesce((select greatest(number - 1, 1) from cut), ${limit}))
    ) as page on true`)
  const [first] = found
  if (first === undefined) throw new Error('PostgreSQL answered no row where there is always one')
  const removed = Number(first.removed)
  if (after !== BEGINNING && after < removed) throw new PositionRemoved(removed)
  // The rows up to the head may have been removed.
  const head = Math.max(Number(first.head), removed)
  if (after !== NOW && after > head && after > Number(first.clock) + CLOCK_DIFFERENCE) throw new PositionUnknown()
  const rows = first.position === null ? [] : found
  let last = after
  for (const row of rows) {
    row.position = Number(row.position)
    // With another order, a reader would skip rows.
    if (row.position <= last) throw new Error('PostgreSQL answered rows that are not in the order of their positions')
    last = row.position
  }
  const more = first.is_cut || rows.length === limit
  return {
    // Each caller names the columns that make a `Row`.
    rows: rows as readonly unknown[] as readonly Row[],
    position: more ? last : after === NOW ? head : Math.max(last, head),
    more
  }
}

/** One result per row. Without rows, there is one result whose `position` is null. */
interface Found extends Record<string, unknown> {
  head: string
  removed: string
  is_cut: boolean
  /** Null if there are rows. */
  clock: string | null
  /** pg returns a bigint as text. */
  position: string | number | null
}

/**
 * Bytes of a JSON column as text. For an uncompressed value that is its stored size. A compressed value is decompressed, because it can
 * become a hundred times as long. In a jsonb column, which old databases have, the text can be longer than the stored value, but the
 * text of a short value is short.
 */
export function bytesOfJson(column: SQL): SQL {
  return sql`case when pg_column_size(${column}) < 2000 and pg_column_compression(${column}) is null
    then pg_column_size(${column}) else octet_length((${column})::text) end`
}
