import type { ConsumerRow } from '../db/consumers/consumers.ts'
import type { EventFilter } from '../db/events.ts'
import type { Ordering } from './lane-of-event.ts'

export interface Consumer {
  id: number
  name: string
  version: number
  filter: EventFilter
  ordering: Ordering
  shards: number
  config: {
    ladder: readonly number[]
    deadLetter: 'after-ladder' | 'never'
    /** Slugs of the hotels whose events it gets: of a consumer that was created with an API key for these. Absent: all. */
    hotels?: readonly string[]
    /** Signs the ack tokens. Base64. */
    tokenKey: string
  }
}

/** The row of a named consumer. This room is the only writer of its JSON. */
export function consumerOf(row: ConsumerRow): Consumer {
  return row as unknown as Consumer
}

/** Everything that an event must match to be handed out. */
export function wholeFilter({ filter, config: { hotels } }: Pick<Consumer, 'filter' | 'config'>): EventFilter {
  return { ...filter, hotels }
}

/** True if somebody who may see only these hotels may see every event of the consumer. */
export function mayRead({ config }: Pick<Consumer, 'config'>, hotelSlugs: readonly string[] | undefined): boolean {
  if (hotelSlugs === undefined) return true
  return config.hotels?.every((slug) => hotelSlugs.includes(slug)) ?? false
}
