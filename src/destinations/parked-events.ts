import type { ParkedEvent } from '../db/consumers/exceptions.ts'
import type { ShardRow } from '../db/consumers/shards.ts'

interface ParkedEventsOptions {
  row: Pick<ShardRow, 'position' | 'until'>
  /** In the order of the feed. */
  parked: readonly ParkedEvent[]
  /** Adds an event to its lane. */
  add(event: ParkedEvent): void
}

/**
 * The events that an earlier owner of a shard has parked. Those behind the cursor join their lanes when the feed was read up to them,
 * because earlier events of their lanes may be open.
 */
export function createParkedEvents({ row, parked, add }: ParkedEventsOptions) {
  const end = row.until ?? Number.POSITIVE_INFINITY
  const later = parked.filter(({ position }) => position > row.position && position <= end)
  const positions = new Set(later.map(({ position }) => position))
  let next = 0
  for (const event of parked) if (!positions.has(event.position)) add(event)

  return {
    /** True if the event is one of them, so that it is not to be read again. */
    has: (position: number): boolean => positions.has(position),
    /** The feed was read up to this position. */
    addUpTo(position: number): void {
      for (let event = later[next]; event !== undefined && event.position <= position; event = later[++next]) add(event)
    }
  }
}
