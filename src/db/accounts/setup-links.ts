import { sql } from 'drizzle-orm'
import type { Queries } from '../connect.ts'
import type { Change } from './change.ts'

type Query = Pick<Queries, 'execute'>

/** `operatorId` null: a link of a start, for the first admin. */
export async function insertLink(
  query: Query,
  { hash, operatorId, endsAt }: { hash: Buffer; operatorId: number | null; endsAt: string }
): Promise<void> {
  await query.execute(sql`insert into links (hash, operator_id, ends_at) values (${hash}, ${operatorId}, ${endsAt})`)
}

/** Undefined: the link is unknown, used, or too old. */
export async function readLink(
  query: Query,
  hash: Buffer
): Promise<{ operatorId: number | null; name: string | null } | undefined> {
  const { rows } = await query.execute<{ operatorId: number | null; name: string | null }>(sql`
    select operator_id as "operatorId", name from links left join operators on operators.id = operator_id
    where hash = ${hash} and ends_at > now()`)
  return rows[0]
}

/** Ends a link that was used, all links of starts, and links that are too old. */
export async function deleteUsedLinks(change: Change, hash: Buffer): Promise<void> {
  await change.execute(sql`delete from links where hash = ${hash} or operator_id is null or ends_at <= now()`)
}
