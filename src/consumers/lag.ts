import type { Database } from '../db/connect.ts'
import { countBacklog, readBacklog } from '../db/consumers/backlog.ts'
import type { EventFilter } from '../db/events.ts'
import { laneUnder, type Ordering, shardOf } from './lane-of-event.ts'

export interface Lag {
  /** Exact up to 10,000. */
  events: number
  /** Age of the oldest of them. */
  seconds: number
}

interface LagOptions {
  id: number
  filter: EventFilter
  ordering: Ordering
  shards: number
}

interface ShardPosition {
  shard: number
  position: number
}

const MOST = 10_000

/** The events that a consumer or destination has not settled. `rows`: its shards, without replays. */
export async function lagOf(
  query: Database['query'],
  options: LagOptions,
  rows: readonly ShardPosition[]
): Promise<Lag> {
  const { events, seconds } = await backlogOf(query, options, rows)
  return { events: Math.min(MOST, events), seconds: Math.round(seconds * 10) / 10 }
}

async function backlogOf(
  query: Database['query'],
  { id, filter, ordering, shards }: LagOptions,
  rows: readonly ShardPosition[]
): Promise<Lag> {
  const options = { id, position: Math.min(...rows.map(({ position }) => position)), filter }
  if (shards === 1) return countBacklog(query, options)
  const positions = new Map(rows.map(({ shard, position }) => [shard, position]))
  const open = (await readBacklog(query, options)).filter((event) => {
    const shard = shardOf(laneUnder(ordering, event), shards)
    return event.isParked || event.position > (positions.get(shard) ?? 0)
  })
  return { events: open.length, seconds: open.reduce((oldest, { age }) => Math.max(oldest, age), 0) }
}
