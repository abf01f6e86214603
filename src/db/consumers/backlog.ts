import { and, type SQL, sql } from 'drizzle-orm'
import type { Database } from '../connect.ts'
import { type EventFilter, matching } from '../events.ts'
import type { BareEvent } from './lane-events.ts'

type Query = Pick<Database['query'], 'execute'>

/** Unsettled events are counted exactly up to this number. */
const MOST = 10_000
/** Events of the feed that are looked at. */
const MOST_SCANNED = 100_000

interface BacklogOptions {
  id: number
  /** Smallest position of the shards. */
  position: number
  filter: EventFilter
}

/** Number and age in seconds of events behind the position, and of parked ones. Exact with one shard. */
export async function countBacklog(
  query: Query,
  options: BacklogOptions
): Promise<{ events: number; seconds: number }> {
  const { rows } = await query.execute<{ count: string; seconds: number | null }>(sql`
    select count(*) as count, extract(epoch from now() - min(received_at))::float8 as seconds from (
      ${openEvents(options, sql`e.received_at`)}
    ) as e`)
  return { events: Number(rows[0]?.count), seconds: Math.max(0, rows[0]?.seconds ?? 0) }
}

type OpenEvent = BareEvent & { age: number; isParked: boolean }

/** The same events one by one, for a consumer whose shards have different positions. */
export async function readBacklog(query: Query, options: BacklogOptions): Promise<OpenEvent[]> {
  const columns = sql`e.position::float8 as position, e.id, e.type, e.source, e.channel, e.property, e.subject, e.lane::text as lane,
    case when e.lane is null then e.data::text else '{}' end as data, extract(epoch from now() - e.received_at)::float8 as age`
  const { rows } = await query.execute<OpenEvent & Record<string, unknown>>(openEvents(options, columns))
  return rows
}

function openEvents({ id, position, filter }: BacklogOptions, columns: SQL): SQL {
  return sql`
    select ${columns}, false as "isParked" from (
      select * from (select * from events where position > ${position} order by position limit ${MOST_SCANNED}) as events
      where ${and(matching(filter)) ?? sql`true`} order by position limit ${MOST}
    ) as e where not exists (select from parked p where p.consumer_id = ${id} and p.position = e.position)
    union all
    select ${columns}, true as "isParked" from parked p join events e on e.position = p.position where p.consumer_id = ${id}`
}
