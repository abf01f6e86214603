import { sql } from 'drizzle-orm'
import type { Queries } from '../connect.ts'
import type { Change } from './change.ts'
import { COUNT_SEALED } from './sealed-keys.ts'

export interface NewSecret {
  id: string
  accountId: number
  purpose: string
  sealed: Buffer
  lookup: Buffer | null
  hint: string | null
  createdBy: string
  /** RFC 3339. */
  endsAt: string | null
}

interface SealedSecret {
  id: string
  accountId: number
  purpose: string
  sealed: Buffer
}

type Query = Pick<Queries, 'execute'>
type Found = SealedSecret & Record<string, unknown>

export async function insertSecret(change: Change, secret: NewSecret): Promise<void> {
  const { id, accountId, purpose, sealed, lookup, hint, createdBy, endsAt } = secret
  await change.execute(sql`
    insert into secrets (id, account_id, purpose, sealed, lookup, hint, created_at, created_by, ends_at)
    values (${id}, ${accountId}, ${purpose}, ${sealed}, ${lookup}, ${hint}, now(), ${createdBy}, ${endsAt})`)
}

/** True: a secret of this purpose is stored with this SHA-256. */
export async function isTaken(query: Query, purpose: string, lookup: Buffer): Promise<boolean> {
  const { rows } = await query.execute(sql`select from secrets where purpose = ${purpose} and lookup = ${lookup}`)
  return rows.length > 0
}

export async function readSealedSecrets(query: Query, accountId: number): Promise<SealedSecret[]> {
  const { rows } = await query.execute<Found>(sql`
    select id, account_id as "accountId", purpose, sealed from secrets where account_id = ${accountId}`)
  return rows
}

/** Secrets that count now, the newest first. */
export async function readCountingSecrets(query: Query, accountId: number): Promise<SealedSecret[]> {
  const { rows } = await query.execute<Found>(sql`
    select id, account_id as "accountId", purpose, sealed from secrets
    where account_id = ${accountId} and (ends_at is null or ends_at > now())
    order by created_at desc, id desc`)
  return rows
}

export async function endSecret(change: Change, accountId: number, id: string, endsAt: string): Promise<boolean> {
  const { rows } = await change.execute(sql`
    update secrets set ends_at = ${endsAt} where account_id = ${accountId} and id = ${id} returning id`)
  return rows.length > 0
}

export async function deleteSecret(change: Change, accountId: number, id: string): Promise<boolean> {
  const { rows } = await change.execute(sql`
    delete from secrets where account_id = ${accountId} and id = ${id} returning id`)
  return rows.length > 0
}

/** Secrets that were sealed with one of the keys behind the first. */
export async function readSealedOtherwise(
  query: Query,
  [, ...others]: readonly string[],
  limit: number
): Promise<SealedSecret[]> {
  const { rows } = await query.execute<Found>(sql`
    select id, account_id as "accountId", purpose, sealed from secrets
    where encode(substring(sealed from 2 for 4), 'hex') = any(${sql.param(others)}::text[]) order by id limit ${limit}`)
  return rows
}

export async function updateSealed(change: Change, id: string, sealed: Buffer): Promise<void> {
  await change.execute(sql`update secrets set sealed = ${sealed} where id = ${id}`)
}

export async function updateSealedKey(change: Change, name: string, sealed: Buffer): Promise<void> {
  await change.execute(sql`update sealed_keys set sealed = ${sealed} where name = ${name}`)
}

export async function readSealedKeys(query: Query): Promise<{ name: string; sealed: Buffer }[]> {
  const { rows } = await query.execute<{ name: string; sealed: Buffer }>(sql`select name, sealed from sealed_keys`)
  return rows
}

/** Secrets of destinations that were sealed with one of the keys behind the first. */
export async function readSealedConsumers(
  query: Query,
  [, ...others]: readonly string[],
  limit: number
): Promise<{ name: string; sealed: Buffer }[]> {
  const { rows } = await query.execute<{ name: string; sealed: Buffer }>(sql`
    select name, sealed from consumers
    where encode(substring(sealed from 2 for 4), 'hex') = any(${sql.param(others)}::text[]) order by name limit ${limit}`)
  return rows
}

export async function updateSealedConsumer(change: Change, name: string, sealed: Buffer): Promise<void> {
  await change.execute(sql`update consumers set sealed = ${sealed} where name = ${name}`)
}

/** Number of sealed values by the id of their key. */
export async function countSealed(query: Query): Promise<{ id: string; sealed: number }[]> {
  const { rows } = await query.execute<{ id: string; sealed: number }>(sql.raw(COUNT_SEALED))
  return rows
}

/** Stores when secrets were used last. */
export async function markUsed(query: Query, ids: readonly string[], keys: readonly number[]): Promise<void> {
  await query.execute(sql`update secrets set used_at = now() where id = any(${sql.param([...ids])}::uuid[])`)
  await query.execute(sql`update api_keys set used_at = now() where id = any(${sql.param([...keys])}::int[])`)
}
