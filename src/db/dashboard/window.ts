import { type SQL, sql } from 'drizzle-orm'

/** A page of a list, newest first. */
export interface OlderPage<Row> {
  rows: readonly Row[]
  /** The position that the next older page begins before. Undefined: there are no older rows. */
  before: number | undefined
  /** True: the list looked through a part of the table only, and found less than a page in it. */
  isPartial: boolean
}

export interface OlderRequest {
  /** Undefined: the newest rows. */
  before: number | undefined
  limit: number
}

/** How many rows of a table one page looks through, where no index finds those that fit. 50,000 take about 50 ms. */
export const WINDOW_ROWS = 50_000

/** The rows of a table before a position, newest first: all of them, or those that one page looks through. */
export function before(position: number | undefined): SQL {
  return position === undefined ? sql`true` : sql`position < ${position}::bigint`
}

/**
 * Makes a page from up to `limit + 1` rows. `end`: position of the last row that was looked through. Undefined: the whole table
 * was looked through.
 */
export function olderPage<Row extends { position: number }>(
  found: readonly Row[],
  limit: number,
  end: number | undefined
): OlderPage<Row> {
  const rows = found.slice(0, limit)
  const last = rows.at(-1)
  if (found.length > limit && last !== undefined) return { rows, before: last.position, isPartial: false }
  return { rows, before: end, isPartial: end !== undefined }
}
