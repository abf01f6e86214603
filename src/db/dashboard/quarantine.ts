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
}

type Hotels = readonly string[] | undefined

/** The newest quarantined deliveries that are grouped. */
const MOST_GROUPED = 20_000
const MOST_KINDS = 100

const PATH = sql`regexp_replace(coalesce(problems::json->0->>'path', ''), '/[0-9]+(?=/|$)', '/*', 'g')`
const PROBLEM = sql`left(regexp_replace(coalesce(problems::json->0->>'problem', reason, ''), '[0-9]{3,}', '#', 'g'), 200)`
const KIND = sql`md5(concat_ws('|', coalesce(cause, ''), source, ${PATH}, ${PROBLEM}))`

/** The kinds with the newest deliveries first. */
export async function listKinds(query: Queries, hotels: Hotels): Promise<QuarantineKind[]> {
  const { rows } = await query.execute<QuarantineKind & Record<string, unknown>>(sql`
    select kind, min(cause) as cause, min(source) as source, min(path) as path, min(problem) as problem, count(*)::int as deliveries,
      min(received_at) as "firstAt", max(received_at) as "lastAt"
    from (
      select ${KIND} as kind, cause, source, ${PATH} as path, ${PROBLEM} as problem, received_at, position from (
        select * from ${deliveries} where outcome = 'quarantined' ${seen(hotels)} order by position desc limit ${MOST_GROUPED}
      ) as newest
    ) as grouped
    group by kind order by max(position) desc limit ${MOST_KINDS}`)
  return rows.map((row) => ({ ...row, firstAt: fromDatabase(row.firstAt), lastAt: fromDatabase(row.lastAt) }))
}

interface KindRequest {
  hotels: Hotels
  /** Positions, `until` included. */
  after: number
  until: number
  limit: number
}

/** Deliveries of a kind, oldest first. */
export async function deliveriesOfKind(
  query: Queries,
  kind: string,
  { hotels, after, until, limit }: KindRequest
): Promise<{ position: number; id: string }[]> {
  const { rows } = await query.execute<{ position: string; id: string }>(sql`
    select position, id from ${deliveries}
    where outcome = 'quarantined' and position > ${after} and position <= ${until} and ${KIND} = ${kind} ${seen(hotels)}
    order by position limit ${limit}`)
  return rows.map(({ position, id }) => ({ position: Number(position), id }))
}

/** Number and newest position of the deliveries of a kind. */
export async function sizeOfKind(
  query: Queries,
  kind: string,
  hotels: Hotels
): Promise<{ deliveries: number; until: number }> {
  const { rows } = await query.execute<{ deliveries: number; until: string }>(sql`
    select count(*)::int as deliveries, coalesce(max(position), 0) as until
    from ${deliveries} where outcome = 'quarantined' and ${KIND} = ${kind} ${seen(hotels)}`)
  return { deliveries: rows[0]?.deliveries ?? 0, until: Number(rows[0]?.until ?? 0) }
}

function seen(hotels: Hotels) {
  return hotels === undefined ? sql`` : sql`and hotel = any(${sql.param([...hotels])}::text[])`
}
