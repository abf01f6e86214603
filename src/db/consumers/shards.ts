import { sql } from 'drizzle-orm'
import type { Database } from '../connect.ts'
import { rowsOf } from './consumers.ts'

type Query = Pick<Database['query'], 'execute'>

export interface ShardKey {
  consumerId: number
  shard: number
}

export interface ShardRow extends ShardKey {
  position: number
  until: number | null
  epoch: number
  leasedUntil: string | null
  failingSince: string | null
  openUntil: string | null
  problem: string | null
}

const COLUMNS = sql`s.consumer_id as "consumerId", s.shard, s.position::float8 as position, s.until::float8 as until,
  s.epoch::float8 as epoch, s.leased_until as "leasedUntil", s.failing_since as "failingSince", s.open_until as "openUntil", s.problem`

/** Losing such a commit in a power cut repeats deliveries, and loses none. So it does not wait for the disk. */
const WITHOUT_WAITING = sql`fast as materialized (select set_config('synchronous_commit', 'off', true))`

export async function readShards(query: Query, kind: 'webhook' | 'pull'): Promise<ShardRow[]> {
  const { rows } = await query.execute<ShardRow & Record<string, unknown>>(sql`
    select ${COLUMNS} from consumer_shards s join consumers c on c.id = s.consumer_id where c.kind = ${kind}
    order by s.consumer_id, s.shard`)
  return rows
}

/** Leases free shards of active destinations. Each lease has an epoch of its own. */
export async function leaseShards(query: Query, owner: string, seconds: number): Promise<ShardRow[]> {
  const { rows } = await query.execute<ShardRow & Record<string, unknown>>(sql`
    update consumer_shards s set owner = ${owner}, epoch = s.epoch + 1, leased_until = now() + ${seconds} * interval '1 second'
    from (
      select f.consumer_id, f.shard from consumer_shards f join consumers c on c.id = f.consumer_id
      where c.kind = 'webhook' and c.state = 'active' and (f.leased_until is null or f.leased_until < now())
      order by random() limit 256 for update of f skip locked
    ) as free
    where s.consumer_id = free.consumer_id and s.shard = free.shard
    returning ${COLUMNS}`)
  return rows
}

/** Extends leases. Returns those that are still held. */
export async function renewShards(
  query: Query,
  held: readonly (ShardKey & { epoch: number })[],
  seconds: number
): Promise<ShardKey[]> {
  const { rows } = await query.execute<ShardKey & Record<string, unknown>>(sql`
    with ${WITHOUT_WAITING}
    update consumer_shards s set leased_until = now() + ${seconds} * interval '1 second'
    from fast, ${rowsOf(held, '"consumerId" int, shard int, epoch bigint')}
    where s.consumer_id = given."consumerId" and s.shard = given.shard and s.epoch = given.epoch
    returning s.consumer_id as "consumerId", s.shard`)
  return rows
}

export interface ShardProgress extends ShardKey {
  epoch: number
  position: number
  failingSince: string | null
  openUntil: string | null
  problem: string | null
}

const PROGRESS = `"consumerId" int, shard int, epoch float8, position bigint, "failingSince" timestamptz, "openUntil" timestamptz,
  problem text`

/** Moves the cursors of shards whose epochs are still right, or at most `laterLeases` higher. Returns these shards. */
export async function moveCursors(
  query: Query,
  progress: readonly ShardProgress[],
  laterLeases: number
): Promise<ShardKey[]> {
  const { rows } = await query.execute<ShardKey & Record<string, unknown>>(sql`
    with ${WITHOUT_WAITING}
    update consumer_shards s set position = greatest(s.position, given.position), failing_since = given."failingSince",
      open_until = given."openUntil", problem = given.problem
    from fast, ${rowsOf(progress, PROGRESS)}
    where s.consumer_id = given."consumerId" and s.shard = given.shard
      and s.epoch between given.epoch and given.epoch + ${laterLeases}::float8
    returning s.consumer_id as "consumerId", s.shard`)
  return rows
}

/** Gives leases back, so that another gateway takes over at once. */
export async function releaseShards(query: Query, held: readonly (ShardKey & { epoch: number })[]): Promise<void> {
  await query.execute(sql`
    update consumer_shards s set leased_until = null, owner = null
    from ${rowsOf(held, '"consumerId" int, shard int, epoch bigint')}
    where s.consumer_id = given."consumerId" and s.shard = given.shard and s.epoch = given.epoch`)
}

/** A replay has reached its end. */
export async function deleteShard(
  query: Query,
  { consumerId, shard, epoch }: ShardKey & { epoch: number }
): Promise<void> {
  await query.execute(
    sql`delete from consumer_shards where consumer_id = ${consumerId} and shard = ${shard} and epoch = ${epoch} and until is not null`
  )
}
