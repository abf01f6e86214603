import { type SQL, sql } from 'drizzle-orm'
import type { Change } from '../accounts/change.ts'
import type { Database } from '../connect.ts'

type Query = Pick<Database['query'], 'execute'>

export type ConsumerKind = 'webhook' | 'pull'

export interface ConsumerRow {
  id: number
  name: string
  kind: ConsumerKind
  state: 'active' | 'paused'
  reason: string | null
  version: number
  filter: Readonly<Record<string, unknown>>
  ordering: string
  shards: number
  config: Readonly<Record<string, unknown>>
  sealed: Buffer | null
}

export type NewConsumer = Omit<ConsumerRow, 'id' | 'version'>

const COLUMNS = sql`id, name, kind, state, reason, version::int as version, filter, ordering, shards, config, sealed`

export async function readConsumers(query: Query, kind: ConsumerKind): Promise<ConsumerRow[]> {
  const { rows } = await query.execute<Found>(sql`select ${COLUMNS} from consumers where kind = ${kind} order by name`)
  return rows
}

export async function readConsumer(query: Query, name: string): Promise<ConsumerRow | undefined> {
  const { rows } = await query.execute<Found>(sql`select ${COLUMNS} from consumers where name = ${name}`)
  return rows[0]
}

/** Returns the id. All shards begin at `position`. */
export async function insertConsumer(
  change: Change,
  version: number,
  consumer: NewConsumer,
  position: number
): Promise<number> {
  const { name, kind, state, reason, filter, ordering, shards, config, sealed } = consumer
  const { rows } = await change.execute<{ id: number }>(sql`
    with added as (
      insert into consumers (name, kind, state, reason, changed_at, version, filter, ordering, shards, config, sealed)
      values (${name}, ${kind}, ${state}, ${reason}, now(), ${version}, ${JSON.stringify(filter)}::json, ${ordering}, ${shards},
        ${JSON.stringify(config)}::json, ${sealed})
      returning id
    ), begun as (
      insert into consumer_shards (consumer_id, shard, position)
      select id, shard, ${position} from added, generate_series(0, ${shards}::int - 1) as shard
    )
    select id from added`)
  return Number(rows[0]?.id)
}

/** Changes everything except the name, the kind, the number of shards, and the positions. */
export async function updateConsumer(
  change: Change,
  version: number,
  id: number,
  consumer: NewConsumer
): Promise<void> {
  const { state, reason, filter, ordering, config, sealed } = consumer
  await change.execute(sql`
    update consumers set state = ${state}, reason = ${reason}, changed_at = now(), version = ${version},
      filter = ${JSON.stringify(filter)}::json, ordering = ${ordering}, config = ${JSON.stringify(config)}::json, sealed = ${sealed}
    where id = ${id}`)
}

export async function updateState(
  change: Change,
  version: number,
  id: number,
  state: ConsumerRow['state'],
  reason: string | null
): Promise<void> {
  await change.execute(sql`
    update consumers set state = ${state}, reason = ${reason}, changed_at = now(), version = ${version} where id = ${id}`)
}

export async function deleteConsumer(change: Change, id: number): Promise<void> {
  await change.execute(sql`delete from consumers where id = ${id}`)
}

/** Of both kinds. */
export async function countConsumers(query: Query): Promise<number> {
  const { rows } = await query.execute<{ count: number }>(sql`select count(*)::int as count from consumers`)
  return rows[0]?.count ?? 0
}

/** Moves all shards, ends their leases, and forgets what was parked. Replays end. */
export async function moveConsumer(change: Change, id: number, position: number): Promise<void> {
  await change.execute(sql`delete from consumer_shards where consumer_id = ${id} and until is not null`)
  await change.execute(sql`
    update consumer_shards set position = ${position}, epoch = epoch + 1, owner = null, leased_until = null, handed = null,
      hand_outs = null, failing_since = null, open_until = null, problem = null
    where consumer_id = ${id}`)
  // After the shards: a checkpoint locks in the same order.
  await change.execute(sql`delete from parked where consumer_id = ${id}`)
}

/** Forgets failures of the endpoint, because its configuration changed. */
export async function clearFailures(change: Change, id: number): Promise<void> {
  await change.execute(sql`
    update consumer_shards set open_until = null, failing_since = null, problem = null where consumer_id = ${id}`)
}

/** Newest position of the feed, and how far events were removed. */
export async function readFeedBounds(query: Query): Promise<{ head: number; removed: number }> {
  const { rows } = await query.execute<{ head: string; removed: string }>(sql`
    select (select coalesce(max(position), 0) from events) as head,
      coalesce((select position from removal_marks where log = 'events'), 0) as removed`)
  const removed = Number(rows[0]?.removed)
  // The rows up to the head may have been removed.
  return { head: Math.max(Number(rows[0]?.head), removed), removed }
}

/** A list as rows with named columns. */
export function rowsOf(list: readonly object[], columns: string): SQL {
  return sql`json_to_recordset(${JSON.stringify(list)}::json) as given(${sql.raw(columns)})`
}

/** pg parses `version` as an int here: a version is far below 2^31. */
type Found = ConsumerRow & Record<string, unknown>
