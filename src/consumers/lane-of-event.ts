import { laneOf, propertyLane } from '../contract/lane.ts'
import type { FeedEvent } from '../db/events.ts'

export type Ordering = 'lane' | 'property' | 'strict' | 'none'

type LaneEvent = Pick<FeedEvent, 'position' | 'type' | 'source' | 'channel' | 'property' | 'subject' | 'lane' | 'data'>

/** The lane of an event under an ordering, as a decimal number. */
export function laneUnder(ordering: Ordering, event: LaneEvent): string {
  if (ordering === 'strict') return '0'
  if (ordering === 'none') return String(event.position)
  if (ordering === 'property') return propertyLane(event)
  // Rows that are older than the column have no lane.
  return event.lane ?? laneOf({ ...event, data: JSON.parse(event.data) })
}

export function shardOf(lane: string, shards: number): number {
  return shards === 1 ? 0 : Number(BigInt.asUintN(64, BigInt(lane)) % BigInt(shards))
}

/** The pause before an attempt, ±20 %. Undefined: there are no more attempts. */
export function pauseBefore(
  attempt: number,
  { ladder, deadLetter }: { ladder: readonly number[]; deadLetter: 'after-ladder' | 'never' }
): number | undefined {
  const seconds = ladder[attempt - 2] ?? (deadLetter === 'never' ? ladder.at(-1) : undefined)
  return seconds === undefined ? undefined : seconds * 1_000 * (0.8 + Math.random() * 0.4)
}
