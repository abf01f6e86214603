import { sql } from 'drizzle-orm'
import type { Change } from '../accounts/change.ts'
import { rowsOf } from './consumers.ts'
import type { BareEvent } from './lane-events.ts'

/**
 * Moves the shards of a consumer back to the one that is furthest behind, because events now belong to other shards. It ends all leases,
 * so that no earlier reader moves a shard by the earlier ordering. Replays stay where they are.
 */
export async function alignShards(change: Change, id: number): Promise<void> {
  await change.execute(sql`
    update consumer_shards set epoch = epoch + 1, owner = null, leased_until = null, hand_outs = null,
      position = case when until is null
        then (select min(position) from consumer_shards where consumer_id = ${id} and until is null) else position end
    where consumer_id = ${id}`)
}

/** Shards that have parked events, and whether each is a replay. */
export async function readParkedShards(change: Change, id: number): Promise<{ shard: number; isReplay: boolean }[]> {
  const { rows } = await change.execute<{ shard: number; isReplay: boolean }>(sql`
    select shard, until is not null as "isReplay" from consumer_shards s
    where consumer_id = ${id} and exists (select from parked p where p.consumer_id = ${id} and p.shard = s.shard) order by shard`)
  return rows
}

/** Parked events of a shard. `parkedLane` is the lane under which each is parked. */
export async function readParkedEvents(
  change: Change,
  id: number,
  shard: number
): Promise<(BareEvent & { parkedLane: string })[]> {
  const { rows } = await change.execute<BareEvent & { parkedLane: string } & Record<string, unknown>>(sql`
    select e.position::float8 as position, e.id, e.type, e.source, e.channel, e.property, e.subject, e.lane::text as lane,
      case when e.lane is null then e.data::text else '{}' end as data, p.lane::text as "parkedLane"
    from parked p join events e on e.position = p.position where p.consumer_id = ${id} and p.shard = ${shard}`)
  return rows
}

/** Moves parked events of a shard to other lanes and shards. */
export async function moveParked(
  change: Change,
  id: number,
  shard: number,
  moved: readonly { position: number; parkedLane: string; lane: string; shard: number }[]
): Promise<void> {
  await change.execute(sql`
    update parked p set lane = given.lane, shard = given.shard
    from ${rowsOf(moved, 'position bigint, "parkedLane" bigint, lane bigint, shard int')}
    where p.consumer_id = ${id} and p.shard = ${shard} and p.lane = given."parkedLane" and p.position = given.position`)
}
