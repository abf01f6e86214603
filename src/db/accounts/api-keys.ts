import { sql } from 'drizzle-orm'
import type { Queries } from '../connect.ts'
import type { Change } from './change.ts'

export interface ApiKeyView {
  id: number
  name: string
  hint: string
  scopes: readonly string[]
  /** Slugs. Null: all. */
  hotels: readonly string[] | null
  hotelIds: readonly number[] | null
  endsAt: string | null
  usedAt: string | null
  createdAt: string
  createdBy: string
  endedAt: string | null
  oldUntil: string | null
}

type Query = Pick<Queries, 'execute'>
type Found = ApiKeyView & Record<string, unknown>

const COLUMNS = sql`id, name, hint, scopes, hotels as "hotelIds",
  case when hotels is not null then array(select slug from hotels as hotel where hotel.id = any(api_keys.hotels) order by slug) end as hotels,
  ends_at as "endsAt", used_at as "usedAt", created_at as "createdAt", created_by as "createdBy", ended_at as "endedAt",
  old_until as "oldUntil"`

export async function readApiKeys(
  query: Query,
  { after, limit }: { after: number; limit: number }
): Promise<ApiKeyView[]> {
  const { rows } = await query.execute<Found>(sql`
    select ${COLUMNS} from api_keys where id > ${after}::bigint order by id limit ${limit}`)
  return rows
}

export async function readApiKey(query: Query, name: string): Promise<ApiKeyView | undefined> {
  const { rows } = await query.execute<Found>(sql`select ${COLUMNS} from api_keys where name = ${name}`)
  return rows[0]
}

export interface NewApiKey {
  name: string
  hash: Buffer
  hint: string
  scopes: readonly string[]
  hotels: readonly number[] | null
  endsAt: string | null
  createdBy: string
}

export async function insertApiKey(change: Change, key: NewApiKey, version: number): Promise<void> {
  const { name, hash, hint, scopes, hotels, endsAt, createdBy } = key
  await change.execute(sql`
    insert into api_keys (name, hash, hint, scopes, hotels, ends_at, created_at, created_by, version)
    values (${name}, ${hash}, ${hint}, ${sql.param([...scopes])}::text[], ${hotels && sql.param([...hotels])}::int[], ${endsAt},
      now(), ${createdBy}, ${version})`)
}

/** The key that was good before stays good until `oldUntil`. */
export async function rotateApiKey(
  change: Change,
  { id, hash, hint, oldUntil }: { id: number; hash: Buffer; hint: string; oldUntil: string },
  version: number
): Promise<void> {
  await change.execute(sql`
    update api_keys set old_hash = hash, old_until = ${oldUntil}, hash = ${hash}, hint = ${hint}, version = ${version}
    where id = ${id}`)
}

export async function endApiKey(change: Change, id: number, version: number): Promise<void> {
  await change.execute(sql`update api_keys set ended_at = now(), version = ${version} where id = ${id}`)
}
