import { sql } from 'drizzle-orm'
import type { Change } from '../accounts/change.ts'

/** Shards of replays have numbers from here. */
const FIRST_REPLAY = 1_000

/** A further cursor from a position up to another one. Live events go on beside it. */
export async function insertReplay(change: Change, id: number, from: number, to: number): Promise<void> {
  await change.execute(sql`
    insert into consumer_shards (consumer_id, shard, position, until)
    select ${id}, coalesce(max(shard) + 1, ${FIRST_REPLAY}), ${from}, ${to}
    from consumer_shards where consumer_id = ${id} and shard >= ${FIRST_REPLAY}`)
}

/** The ids, among these, of stored events. */
export async function findEventIds(
  change: Change,
  ids: readonly string[]
): Promise<{ id: string; position: number }[]> {
  const { rows } = await change.execute<{ id: string; position: number }>(
    sql`select id::text, position::float8 as position from events where id = any(${sql.param(ids)}::uuid[])`
  )
  return rows
}

/** Dead letters leave the list. */
export async function takeDeadLetters(change: Change, id: number): Promise<{ id: string; position: number }[]> {
  const { rows } = await change.execute<{ id: string; position: number }>(
    sql`delete from dead_letters where consumer_id = ${id} returning event_id::text as id, position::float8 as position`
  )
  return rows
}

/** Single events are parked, and due now, in a shard that ends where it begins. */
export async function parkForReplay(
  change: Change,
  id: number,
  events: readonly { id: string; position: number }[]
): Promise<void> {
  await change.execute(sql`
    with replay as (
      insert into consumer_shards (consumer_id, shard, position, until)
      select ${id}, coalesce(max(shard) + 1, ${FIRST_REPLAY}), 0, 0
      from consumer_shards where consumer_id = ${id} and shard >= ${FIRST_REPLAY}
      returning consumer_id, shard
    )
    insert into parked (consumer_id, shard, lane, position, event_id, attempts, first_at, next_at)
    select consumer_id, shard, coalesce(e.lane, e.position), e.position, e.id, 0, now(), now()
    from replay, events e where e.position = any(${sql.param(events.map(({ position }) => position))}::bigint[])`)
}
