import { sql } from 'drizzle-orm'
import type { Queries } from '../connect.ts'
import { given } from '../given.ts'
import { fromDatabase } from '../instant.ts'
import { LOCKS } from '../locks.ts'
import type { Change } from './change.ts'

export interface AuditRow {
  position: number
  /** RFC 3339, UTC, with milliseconds. */
  at: string
  actor: string
  action: string
  target: string
  hotel: string | null
  /** JSON text, as it was stored. */
  detail: string
  mac: Buffer
}

type Found = Omit<AuditRow, 'position'> & { position: string } & Record<string, unknown>

/** Waits until no other transaction appends, and returns the last entry. */
export async function lockAudit(change: Change): Promise<{ position: number; mac: Buffer }> {
  await change.execute(sql`select pg_advisory_xact_lock(${LOCKS.audit})`)
  const { rows } = await change.execute<{ position: string; mac: Buffer }>(
    sql`select position, mac from audit order by position desc limit 1`
  )
  const [last] = rows
  return last === undefined ? { position: 0, mac: Buffer.alloc(0) } : { position: Number(last.position), mac: last.mac }
}

export async function insertAudit(change: Change, row: AuditRow): Promise<void> {
  const { position, at, actor, action, target, hotel, detail, mac } = row
  await change.execute(sql`
    insert into audit (position, at, actor, action, target, hotel, detail, mac)
    values (${position}, ${at}, ${actor}, ${action}, ${target}, ${hotel}, ${detail}::json, ${mac})`)
}

interface AuditPage {
  after: number
  limit: number
  action?: string | undefined
  /** The reader sees only entries about these hotels. */
  hotels?: readonly string[] | undefined
}

export async function readAudit(query: Queries, { after, limit, action, hotels }: AuditPage): Promise<AuditRow[]> {
  const wanted = given(action, (one) => sql`and action = ${one}`) ?? sql``
  const seen = given(hotels, (slugs) => sql`and hotel = any(${sql.param([...slugs])}::text[])`) ?? sql``
  const { rows } = await query.execute<Found>(sql`
    select position, at, actor, action, target, hotel, detail::text as detail, mac
    from audit where position > ${after} ${wanted} ${seen} order by position limit ${limit}`)
  return rows.map((row) => ({ ...row, position: Number(row.position), at: fromDatabase(row.at) }))
}

export async function countAudit(query: Queries): Promise<number> {
  const { rows } = await query.execute<{ count: string }>(sql`select count(*) as count from audit`)
  return Number(rows[0]?.count ?? 0)
}

export async function readSealedKey(query: Pick<Change, 'execute'>, name: string): Promise<Buffer | undefined> {
  const { rows } = await query.execute<{ sealed: Buffer }>(sql`select sealed from sealed_keys where name = ${name}`)
  return rows[0]?.sealed
}

export async function insertSealedKey(change: Change, name: string, sealed: Buffer): Promise<void> {
  await change.execute(sql`insert into sealed_keys (name, sealed) values (${name}, ${sealed})`)
}
