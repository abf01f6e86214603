import { type Static, type TObject, Type } from '@sinclair/typebox'
import { From } from '../../consumers/consumer-options.ts'
import type { ConsumerChange } from '../../consumers/manage-consumers.ts'
import { EventFilter, eventFilter, PageQuery } from '../parameters.ts'

// Not an integer type, because the conversion would turn 1.5 into 1.
function whole(minimum: number, maximum: number, description: string, more: object = {}) {
  const errorMessage = `must be a whole number from ${minimum} to ${maximum}`
  return Type.Number({ multipleOf: 1, minimum, maximum, description, errorMessage, ...more })
}

/** What counts at the first use of a name, which creates the consumer. */
export const CREATION = {
  from: Type.Optional(
    Type.String({ ...From, description: 'where a new consumer begins: `now` (default), `start`, or a cursor' })
  ),
  shards: Type.Optional(whole(1, 64, 'shards of a new consumer: readers that work at the same time; default 1')),
  type: EventFilter.type,
  channel: EventFilter.channel,
  source: EventFilter.source,
  property: EventFilter.property
}

type Creation = Static<TObject<typeof CREATION>>

/** What a request says about a new consumer. */
export function creationOf({ from, shards, ...filter }: Creation): ConsumerChange {
  return { filter: eventFilter(filter), ...(from && { from }), ...(shards && { shards }) }
}

/** Of each request for events. */
export const PULL = {
  limit: PageQuery.limit,
  wait: whole(0, 60, 'seconds to wait for events, 0 to 60', { default: 0 }),
  lease: whole(1, 3_600, 'seconds until what is not settled is handed out again, 1 to 3600', { default: 30 })
}
