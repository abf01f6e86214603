import { sql } from 'drizzle-orm'
import type { Queries } from '../connect.ts'
import { fromDatabase } from '../instant.ts'
import { deliveries } from '../tables.ts'

/** Quarantined deliveries that are of one kind: the same cause, source, and first problem, whatever the numbers in it are. */
export interface QuarantineKind {
  /** Hash of what makes the kind. */
  kind: string
  cause: string | null
  source: string
  path: string | null
  problem: string | null
  deliveries: number
  firstAt: string
  lastAt: string
  /** Of the newest delivery. */
  position: number
}

export type Hotels = readonly string[] | undefined

/** Quarantined deliveries that one statement reads, so that it ends long before its timeout. */
const STEP_ROWS = 20_000

const PATH = sql`regexp_replace(coalesce(problems::json->0->>'path', ''), '/[0-9]+(?=/|$)', '/*', 'g')`
const PROBLEM = sql`left(regexp_replace(coalesce(problems::json->0->>'problem', reason, ''), '[0-9]{3,}', '#', 'g'), 200)`
const KIND = sql`md5(concat_ws('|', coalesce(cause, ''), source, ${PATH}, ${PROBLEM}))`

interface Step<Row> {
  rows: readonly Row[]
  /** Position of the last delivery that was read. Undefined: there are no more. */
  end: number | undefined
}

type FoundKind = QuarantineKind & { oldest: number } & Record<string, unknown>

/** The kinds of the newest deliveries up to a position. Equal deliveries are counted before they are named, which is much faster. */
export async function kindsUpTo(query: Queries, hotels: Hotels, until: number): Promise<Step<QuarantineKind>> {
  const { rows } = await query.execute<FoundKind>(sql`
    select kind, min(cause) as cause, min(source) as source, min(path) as path, min(problem) as problem,
      sum(number)::int as deliveries, min(first_at) as "firstAt", max(last_at) as "lastAt",
      max(newest)::float8 as position, min(oldest)::float8 as oldest
    from (
      select ${KIND} as kind, cause, source, ${PATH} as path, ${PROBLEM} as problem, number, first_at, last_at, newest, oldest
      from (
        select cause, source, reason, problems, count(*) as number, min(received_at) as first_at, max(received_at) as last_at,
          max(position) as newest, min(position) as oldest
        from (
          select cause, source, reason, problems::text as problems, received_at, position from ${deliveries}
          where outcome = 'quarantined' and position <= ${until} ${seen(hotels)} order by position desc limit ${STEP_ROWS}
        ) as step group by cause, source, reason, problems
      ) as equal
    ) as named group by kind`)
  const read = rows.reduce((sum, row) => sum + row.deliveries, 0)
  return {
    rows: rows.map(({ oldest: _oldest, ...row }) => ({
      ...row,
      firstAt: fromDatabase(row.firstAt),
      lastAt: fromDatabase(row.lastAt)
    })),
    end: read < STEP_ROWS ? undefined : Math.min(...rows.map(({ oldest }) => oldest))
  }
}

interface KindRequest {
  hotels: Hotels
  /** Positions, `until` included. */
  after: number
  until: number
  limit: number
}

/** Deliveries of a kind, oldest first, among the next ones of all kinds. There can be none, and still more later. */
export async function deliveriesOfKind(
  query: Queries,
  kind: string,
  { hotels, after, until, limit }: KindRequest
): Promise<Step<{ position: number; id: string }>> {
  const { rows } = await query.execute<{ position: number | null; id: string | null; end: number; read: number }>(sql`
    with step as materialized (
      select position, id, cause, source, reason, problems from ${deliveries}
      where outcome = 'quarantined' and position > ${after} and position <= ${until} ${seen(hotels)}
      order by position limit ${STEP_ROWS}
    ), fitting as (select position, id from step where ${KIND} = ${kind} order by position limit ${limit})
    select position::float8 as position, id, whole.end::float8 as end, read::int as read
    from (select max(position) as end, count(*) as read from step) as whole left join fitting on true order by position`)
  const found = rows.flatMap(({ position, id }) => (position === null || id === null ? [] : [{ position, id }]))
  const [first] = rows
  if (found.length >= limit) return { rows: found, end: found.at(-1)?.position }
  return { rows: found, end: first === undefined || first.read < STEP_ROWS ? undefined : first.end }
}

/** Position of the newest quarantined delivery. */
export async function newestQuarantined(query: Queries): Promise<number> {
  const { rows } = await query.execute<{ until: number }>(sql`
    select coalesce(max(position), 0)::float8 as until from ${deliveries} where outcome = 'quarantined'`)
  return rows[0]?.until ?? 0
}

function seen(hotels: Hotels) {
  return hotels === undefined ? sql`` : sql`and hotel = any(${sql.param([...hotels])}::text[])`
}
