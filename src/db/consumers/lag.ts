import { and, eq, or, type SQL, sql } from 'drizzle-orm'
import type { Database } from '../connect.ts'
import { type EventFilter, hasType } from '../events.ts'
import { given } from '../given.ts'
import { events } from '../tables.ts'

/** Counted exactly up to this number. */
const MOST = 10_000

export interface Lag {
  events: number
  /** Age of the oldest of them. */
  seconds: number
}

/** Events behind a position that match a filter, and parked ones. */
export async function readLag(
  query: Database['query'],
  { id, position, filter }: { id: number; position: number; filter: EventFilter }
): Promise<Lag> {
  const wanted: SQL | undefined = and(
    given(filter.types, (types) => or(...types.map(hasType))),
    given(filter.channel, (channel) => eq(events.channel, channel)),
    given(filter.source, (source) => eq(events.source, source)),
    given(filter.property, (property) => eq(events.property, property))
  )
  const { rows } = await query.execute<{ count: string; seconds: number | null }>(sql`
    with behind as (
      select type, channel, source, property, received_at from events where position > ${position} order by position limit ${MOST}
    ), open as (
      select received_at from behind as events where ${wanted ?? sql`true`}
      union all
      select e.received_at from parked p join events e on e.position = p.position
      where p.consumer_id = ${id} and p.position <= ${position}
    )
    select count(*) as count, extract(epoch from now() - min(received_at))::float as seconds from open`)
  return { events: Number(rows[0]?.count), seconds: Math.max(0, Math.round((rows[0]?.seconds ?? 0) * 10) / 10) }
}
