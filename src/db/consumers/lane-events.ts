import { and, type SQL, sql } from 'drizzle-orm'
import { BEGINNING, type PageRequest } from '../bounded-rows.ts'
import type { Database } from '../connect.ts'
import { type EventFilter, type EventPage, type FeedEvent, matching, readEventRows } from '../events.ts'
import { events } from '../tables.ts'

/** The events that one shard of a consumer gets. */
interface ShardFilter {
  filter: EventFilter
  ordering: string
  shards: number
  shard: number
}

/**
 * Events of a shard after a position, oldest first. It looks at `scanRows` events at most, so a filter that fits few events makes no
 * long statement: `position` is as far as it looked. An event without a lane, and every event of the ordering `property`, is among them
 * whatever its shard is.
 */
export async function readShardEvents(
  query: Database['query'],
  request: PageRequest,
  only: ShardFilter,
  scanRows: number
): Promise<EventPage> {
  const scanned = (columns: SQL) =>
    sql`(select ${columns} from events where position > ${request.after} order by position limit ${scanRows}) as events`
  return readEventRows(query, request, {
    source: sql`${scanned(sql`*`)} where ${shardCondition(only)}`,
    newest: sql`select coalesce(max(position), ${request.after}) as position from ${scanned(sql`position`)}`
  })
}

/** Events at these positions, as far as they are still stored. */
export async function readEventsAt(
  query: Database['query'],
  positions: readonly number[],
  bytes: number
): Promise<EventPage> {
  const request = { after: BEGINNING, limit: positions.length, bytes }
  return readEventRows(query, request, {
    source: sql`${events} where position = any(${sql.param(positions)}::bigint[])`,
    newest: sql`select 0 as position`
  })
}

/** An event as far as its lane needs it. `data` is empty if the lane is stored. */
export type BareEvent = Pick<
  FeedEvent,
  'position' | 'id' | 'type' | 'source' | 'channel' | 'property' | 'subject' | 'lane' | 'data'
>

/** Events of a shard behind `from` up to `to`, and those at `positions`, in their order. */
export async function readBareEvents(
  query: Pick<Database['query'], 'execute'>,
  { from, to, positions }: { from: number; to: number; positions: readonly number[] },
  only: ShardFilter
): Promise<BareEvent[]> {
  const columns = sql`position::float8 as position, id, type, source, channel, property, subject, lane::text as lane,
    case when lane is null then data::text else '{}' end as data`
  const { rows } = await query.execute<BareEvent & Record<string, unknown>>(sql`
    select ${columns} from events where position > ${from} and position <= ${to} and ${shardCondition(only)}
    union all
    select ${columns} from events where position = any(${sql.param(positions)}::bigint[]) and (position <= ${from} or position > ${to})
    order by position`)
  return rows
}

/** What the database can tell of a shard. The caller checks the lanes that are not stored. */
function shardCondition({ filter, ordering, shards, shard }: ShardFilter): SQL {
  return and(matching(filter), shards === 1 ? undefined : ofShard(ordering, shards, shard)) ?? sql`true`
}

function ofShard(ordering: string, shards: number, shard: number): SQL | undefined {
  if (ordering === 'strict') return shard === 0 ? undefined : sql`false`
  if (ordering === 'none') return sql`position % ${shards}::int = ${shard}`
  if (ordering !== 'lane') return undefined
  // A lane is the number of 64 bits without a sign.
  return sql`(lane is null or mod(lane::numeric + case when lane < 0 then 18446744073709551616 else 0 end, ${shards}::int) = ${shard})`
}
