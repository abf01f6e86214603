import { sql } from 'drizzle-orm'
import type { Queries } from '../connect.ts'
import { fromDatabase } from '../instant.ts'

/** A session as its owner sees it. */
export interface OwnSession {
  /** The beginning of its hash. The cookie cannot be made from it. */
  id: string
  createdAt: string
  seenAt: string
  endsAt: string
}

const ID = sql`encode(substr(sessions.hash, 1, 8), 'hex')`
const MOST_SESSIONS = 100

/** The sessions of a person that still count, latest use first. */
export async function readOwnSessions(query: Queries, name: string, idleSeconds: number): Promise<OwnSession[]> {
  const { rows } = await query.execute<OwnSession & Record<string, unknown>>(sql`
    select ${ID} as id, sessions.created_at as "createdAt", seen_at as "seenAt", ends_at as "endsAt"
    from sessions join operators on operators.id = operator_id
    where name = ${name} and ends_at > now() and seen_at > now() - make_interval(secs => ${idleSeconds})
    order by seen_at desc limit ${MOST_SESSIONS}`)
  return rows.map(({ id, createdAt, seenAt, endsAt }) => ({
    id,
    createdAt: fromDatabase(createdAt),
    seenAt: fromDatabase(seenAt),
    endsAt: fromDatabase(endsAt)
  }))
}

/** Ends a session of a person. `others`: ends all of the person but this one. Returns how many have ended. */
export async function endOwnSessions(
  query: Queries,
  name: string,
  which: { id: string } | { others: string }
): Promise<number> {
  const wanted = 'id' in which ? sql`${ID} = ${which.id}` : sql`${ID} <> ${which.others}`
  const { rows } = await query.execute(sql`
    delete from sessions using operators where operators.id = operator_id and name = ${name} and ${wanted} returning 1`)
  return rows.length
}
