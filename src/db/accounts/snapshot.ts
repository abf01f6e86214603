import { sql } from 'drizzle-orm'
import type { Queries } from '../connect.ts'

export interface AccountRow {
  id: number
  slug: string
  kind: string
  pathKey: string
  hotelId: number | null
  state: 'active' | 'paused'
  version: number
  ids: readonly { type: string; value: string; hotelId: number | null }[]
  secrets: readonly SecretRow[]
}

interface SecretRow {
  id: string
  purpose: string
  /** Base64. */
  sealed: string
  /** Milliseconds since 1970. Null: it does not end. */
  endsAt: number | null
}

export interface ApiKeyRow {
  id: number
  name: string
  /** Hex. */
  hash: string
  oldHash: string | null
  oldUntil: number | null
  scopes: readonly string[]
  hotels: readonly number[] | null
  endsAt: number | null
  endedAt: number | null
}

/** What changed since a version. */
export interface ConfigRows {
  version: number
  hotels: readonly { id: number; slug: string }[]
  accounts: readonly AccountRow[]
  removed: readonly number[]
  keys: readonly ApiKeyRow[]
}

/** Everything, as the snapshot in DATA_DIR keeps it. */
export type AllRows = Omit<ConfigRows, 'removed'>

const ms = (column: string) => sql.raw(`(extract(epoch from ${column}) * 1000)::float8`)

export async function readConfigVersion(query: Queries): Promise<number> {
  const { rows } = await query.execute<{ version: string }>(sql`select version from config_version`)
  return Number(rows[0]?.version ?? 0)
}

/** All changes since a version, from one snapshot of the database. */
export async function readConfigRows(query: Queries, since: number): Promise<ConfigRows> {
  const changed = sql`select id from accounts where version > ${since}`
  // One statement, so that it is one snapshot.
  const { rows } = await query.execute<{ rows: ConfigRows }>(sql`
    select json_build_object(
      'version', (select version from config_version),
      'hotels', coalesce((select json_agg(json_build_object('id', id, 'slug', slug)) from hotels), '[]'),
      'removed', coalesce((select json_agg(id) from removed_accounts where version > ${since}), '[]'),
      'keys', coalesce((select json_agg(json_build_object(
          'id', id, 'name', name, 'hash', encode(hash, 'hex'), 'oldHash', encode(old_hash, 'hex'), 'oldUntil', ${ms('old_until')},
          'scopes', scopes, 'hotels', hotels, 'endsAt', ${ms('ends_at')}, 'endedAt', ${ms('ended_at')}))
        from api_keys where version > ${since}), '[]'),
      'accounts', coalesce((select json_agg(json_build_object(
          'id', account.id, 'slug', slug, 'kind', kind, 'pathKey', path_key, 'hotelId', hotel_id, 'state', state,
          'version', version, 'ids', coalesce(ids.list, '[]'), 'secrets', coalesce(held.list, '[]')) order by account.id)
        from accounts as account
        left join (select account_id, json_agg(json_build_object('type', type, 'value', value, 'hotelId', hotel_id)) as list
          from account_ids where account_id in (${changed}) group by account_id) as ids on ids.account_id = account.id
        left join (select account_id, json_agg(json_build_object('id', id, 'purpose', purpose,
            'sealed', encode(sealed, 'base64'), 'endsAt', ${ms('ends_at')}) order by created_at, id) as list
          from secrets where account_id in (${changed}) group by account_id) as held on held.account_id = account.id
        where version > ${since}), '[]')
    ) as rows`)
  const [row] = rows
  if (row === undefined) throw new Error('PostgreSQL answered no row where there is always one')
  return row.rows
}
