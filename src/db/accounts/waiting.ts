import { sql } from 'drizzle-orm'
import type { Queries } from '../connect.ts'

/** What deliveries wait for, each once. */
export async function readWaiting(query: Queries, limit: number): Promise<string[]> {
  const { rows } = await query.execute<{ mark: string }>(sql`
    select distinct unnest(waiting) as mark from deliveries where waiting is not null limit ${limit}`)
  return rows.map(({ mark }) => mark)
}

/** Ids of deliveries behind one of them that wait for one of these, in the order of arrival. */
export async function findWaiting(
  query: Queries,
  marks: readonly string[],
  { after, limit }: { after: string; limit: number }
): Promise<string[]> {
  const { rows } = await query.execute<{ id: string }>(sql`
    select id from deliveries where waiting is not null and waiting && ${sql.param([...marks])}::text[] and id > ${after}
    order by id limit ${limit}`)
  return rows.map(({ id }) => id)
}

export interface UnclaimedRow {
  /** Opaque, and made of the id itself. */
  id: string
  mark: string
  accountId: number | null
  deliveries: number
  firstAt: string
  lastAt: string
  /** Of the first delivery. */
  position: number
}

type Found = UnclaimedRow & Record<string, unknown>

interface UnclaimedPage {
  after: number
  limit: number
  /** Only this one. */
  id?: string | undefined
  /** Without the ids that a person ignores. */
  withoutIgnored?: boolean | undefined
  /** The latest first, before this position if it is given. */
  newest?: { before: number | undefined } | undefined
}

/** Action of the audit log. Its target ends with the id of an unclaimed id. */
export const IGNORED = 'id.ignored'

/** Ids that no account has, in the order in which they first came, or the other way round. */
export async function readUnclaimed(
  query: Pick<Queries, 'execute'>,
  { after, limit, id, withoutIgnored = false, newest }: UnclaimedPage
): Promise<UnclaimedRow[]> {
  const seen = sql`id not in (select detail->>'id' from audit where action = ${IGNORED} and detail->>'id' is not null)`
  const { rows } = await query.execute<Found>(sql`
    select * from (
      select left(encode(sha256(convert_to(mark, 'UTF8')), 'hex'), 16) as id, mark,
        (array_agg((select min(one) from unnest(proven) as one where one <> 0) order by position))[1] as "accountId",
        count(*)::int as deliveries, min(received_at) as "firstAt", max(received_at) as "lastAt", min(position)::float8 as position
      from deliveries, unnest(waiting) as mark
      where waiting is not null and mark like 'unclaimed:%'
      group by mark
    ) as unclaimed
    where position > ${after} and position < ${newest?.before ?? Number.MAX_SAFE_INTEGER} ${id === undefined ? sql`` : sql`and id = ${id}`} ${withoutIgnored ? sql`and ${seen}` : sql``}
    order by position ${newest === undefined ? sql`` : sql`desc`} limit ${limit}`)
  return rows
}
