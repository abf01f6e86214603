import { sql } from 'drizzle-orm'
import type { Queries } from '../connect.ts'
import type { Role } from './operators.ts'

type Query = Pick<Queries, 'execute'>

export interface SessionRow {
  name: string
  role: Role
  /** Slugs. Null: all. */
  hotels: readonly string[] | null
  hotelIds: readonly number[] | null
  seenAt: string
}

export async function insertSession(
  query: Query,
  { hash, operatorId, seconds }: { hash: Buffer; operatorId: number; seconds: number }
): Promise<void> {
  await query.execute(sql`
    with old as (delete from sessions where ends_at <= now()),
      login as (update operators set last_login = now() where id = ${operatorId})
    insert into sessions (hash, operator_id, created_at, seen_at, ends_at)
    values (${hash}, ${operatorId}, now(), now(), now() + make_interval(secs => ${seconds}))`)
}

/** Undefined: there is no such session, it is too old, or it was idle for too long. */
export async function readSession(query: Query, hash: Buffer, idleSeconds: number): Promise<SessionRow | undefined> {
  const { rows } = await query.execute<SessionRow & Record<string, unknown>>(sql`
    select name, role, operators.hotels as "hotelIds", seen_at as "seenAt",
      case when operators.hotels is not null
        then array(select slug from hotels as hotel where hotel.id = any(operators.hotels) order by slug) end as hotels
    from sessions join operators on operators.id = operator_id
    where hash = ${hash} and ends_at > now() and seen_at > now() - make_interval(secs => ${idleSeconds})`)
  return rows[0]
}

export async function touchSession(query: Query, hash: Buffer): Promise<void> {
  await query.execute(sql`update sessions set seen_at = now() where hash = ${hash}`)
}

/** Returns the name of the operator. Undefined: there was no such session. */
export async function deleteSession(query: Query, hash: Buffer): Promise<string | undefined> {
  const { rows } = await query.execute<{ name: string }>(sql`
    delete from sessions using operators where hash = ${hash} and operators.id = operator_id returning name`)
  return rows[0]?.name
}
