import type { Change } from '../db/accounts/change.ts'
import { moveParked, readParkedEvents, readParkedShards } from '../db/consumers/reassign.ts'
import { laneUnder, type Ordering, shardOf } from './lane-of-event.ts'

/** Gives parked events the lanes of an ordering, and those of live shards the shards of these lanes. */
export async function reassignParked(
  change: Change,
  { id, ordering, shards }: { id: number; ordering: Ordering; shards: number }
): Promise<void> {
  for (const { shard, isReplay } of await readParkedShards(change, id)) {
    const moved = (await readParkedEvents(change, id, shard)).map(({ parkedLane, ...event }) => {
      const lane = laneUnder(ordering, event)
      return { position: event.position, parkedLane, lane, shard: isReplay ? shard : shardOf(lane, shards) }
    })
    const changed = moved.filter((event) => event.lane !== event.parkedLane || event.shard !== shard)
    if (changed.length > 0) await moveParked(change, id, shard, changed)
  }
}
