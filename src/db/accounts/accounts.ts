import { type SQL, sql } from 'drizzle-orm'
import type { Queries } from '../connect.ts'
import type { Change } from './change.ts'

export interface AccountView {
  id: number
  slug: string
  kind: string
  name: string
  /** Slug. */
  hotel: string | null
  hotelId: number | null
  state: 'active' | 'paused'
  version: number
  pathKey: string
  ids: readonly AccountIdView[]
  secrets: readonly SecretView[]
}

export interface AccountIdView {
  type: string
  value: string
  hotel: string | null
  label: string | null
}

export interface SecretView {
  id: string
  purpose: string
  hint: string | null
  /** As PostgreSQL writes a time in JSON. */
  createdAt: string
  createdBy: string
  endsAt: string | null
  usedAt: string | null
}

type Query = Pick<Queries, 'execute'>
type Found = AccountView & Record<string, unknown>

/** Accounts after an id, oldest first. `hotels`: only those that belong to one of these, or have an id that does. */
export async function readAccounts(
  query: Query,
  { after, limit, hotels }: { after: number; limit: number; hotels?: readonly number[] | undefined }
): Promise<AccountView[]> {
  const ids = hotels && sql.param([...hotels])
  const seen =
    hotels &&
    sql`and (hotel_id = any(${ids}::int[]) or exists (
    select from account_ids where account_id = accounts.id and hotel_id = any(${ids}::int[])))`
  return find(query, sql`id > ${after}::bigint ${seen ?? sql``}`, limit)
}

export async function readAccount(query: Query, slug: string): Promise<AccountView | undefined> {
  return (await find(query, sql`slug = ${slug}`, 1))[0]
}

async function find(query: Query, wanted: SQL, limit: number): Promise<AccountView[]> {
  const { rows } = await query.execute<Found>(sql`
    select account.id, account.slug, kind, account.name, hotels.slug as hotel, account.hotel_id as "hotelId", state,
      account.version::float8 as version, path_key as "pathKey",
      coalesce((select json_agg(json_build_object('type', type, 'value', value, 'hotel', owner.slug, 'label', label) order by type, value)
        from account_ids left join hotels as owner on owner.id = account_ids.hotel_id where account_id = account.id), '[]') as ids,
      coalesce((select json_agg(json_build_object('id', id, 'purpose', purpose, 'hint', hint, 'createdAt', created_at,
          'createdBy', created_by, 'endsAt', ends_at, 'usedAt', used_at) order by created_at, id)
        from secrets where account_id = account.id), '[]') as secrets
    from (select * from accounts where ${wanted} order by id limit ${limit}) as account
    left join hotels on hotels.id = account.hotel_id order by account.id`)
  return rows
}

export interface NewAccount {
  slug: string
  kind: string
  name: string
  pathKey: string
  hotelId: number | null
  createdBy: string
}

export async function insertAccount(change: Change, account: NewAccount, version: number): Promise<number> {
  const { slug, kind, name, pathKey, hotelId, createdBy } = account
  const { rows } = await change.execute<{ id: number }>(sql`
    insert into accounts (slug, kind, name, path_key, hotel_id, state, version, created_at, created_by)
    values (${slug}, ${kind}, ${name}, ${pathKey}, ${hotelId}, 'active', ${version}, now(), ${createdBy}) returning id`)
  return Number(rows[0]?.id)
}

export async function updateAccount(
  change: Change,
  { id, name, hotelId, state }: Pick<AccountView, 'id' | 'name' | 'hotelId' | 'state'>,
  version: number
): Promise<void> {
  await change.execute(sql`
    update accounts set name = ${name}, hotel_id = ${hotelId}, state = ${state}, version = ${version} where id = ${id}`)
}

/** The ids or secrets of an account have changed. */
export async function touchAccount(change: Change, id: number, version: number): Promise<void> {
  await change.execute(sql`update accounts set version = ${version} where id = ${id}`)
}

export async function deleteAccount(change: Change, id: number, version: number): Promise<void> {
  await change.execute(sql`delete from accounts where id = ${id}`)
  await change.execute(sql`insert into removed_accounts (id, version) values (${id}, ${version})`)
}

/** True: a delivery of this account is stored. */
export async function hasDeliveries(query: Query, slug: string): Promise<boolean> {
  const { rows } = await query.execute(sql`select from deliveries where account = ${slug} limit 1`)
  return rows.length > 0
}

interface NewAccountId {
  kind: string
  type: string
  value: string
  accountId: number
  hotelId: number | null
  label: string | null
}

export async function ownerOf(
  query: Query,
  { kind, type, value }: Pick<NewAccountId, 'kind' | 'type' | 'value'>
): Promise<string | undefined> {
  const { rows } = await query.execute<{ slug: string }>(sql`
    select slug from account_ids join accounts on accounts.id = account_id
    where account_ids.kind = ${kind} and type = ${type} and value = ${value}`)
  return rows[0]?.slug
}

export async function putAccountId(change: Change, id: NewAccountId): Promise<void> {
  const { kind, type, value, accountId, hotelId, label } = id
  await change.execute(sql`
    insert into account_ids (kind, type, value, account_id, hotel_id, label)
    values (${kind}, ${type}, ${value}, ${accountId}, ${hotelId}, ${label})
    on conflict (kind, type, value) do update set hotel_id = excluded.hotel_id, label = excluded.label`)
}

export async function deleteAccountId(
  change: Change,
  { accountId, type, value }: Pick<NewAccountId, 'accountId' | 'type' | 'value'>
): Promise<boolean> {
  const { rows } = await change.execute(sql`
    delete from account_ids where account_id = ${accountId} and type = ${type} and value = ${value} returning value`)
  return rows.length > 0
}
