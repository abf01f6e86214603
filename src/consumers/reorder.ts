import type { Change } from '../db/accounts/change.ts'
import { alignShards } from '../db/consumers/reassign.ts'
import type { Ordering } from './lane-of-event.ts'
import { reassignParked } from './reassign-parked.ts'

/** Gives the events of a consumer or destination the lanes and shards of another ordering, and ends all leases. */
export async function reorder(
  change: Change,
  consumer: { id: number; ordering: Ordering; shards: number }
): Promise<void> {
  await alignShards(change, consumer.id)
  await reassignParked(change, consumer)
}
