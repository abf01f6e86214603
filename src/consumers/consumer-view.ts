import type { Database } from '../db/connect.ts'
import { countBacklog, readBacklog } from '../db/consumers/backlog.ts'
import { type PullShard, readPullShards } from '../db/consumers/pull-shards.ts'
import { toCursor } from '../feed/cursor.ts'
import { type Consumer, wholeFilter } from './consumer.ts'
import { expiryOf } from './expiry.ts'
import { laneUnder, shardOf } from './lane-of-event.ts'

export type ConsumerView = Awaited<ReturnType<typeof viewOf>>

/** Counted exactly up to this number. */
const MOST_LAG = 10_000

/** A named consumer as the API shows it. */
export async function viewOf(
  query: Database['query'],
  consumer: Consumer,
  { parked, deadLetters }: { parked: number; deadLetters: number }
) {
  const { id, name, filter, ordering, shards, config } = consumer
  const rows = await readPullShards(query, id)
  const { events, seconds } = await lagOf(query, consumer, rows)
  return {
    ...{ name, filter, ordering, shards, ladder: config.ladder, deadLetter: config.deadLetter },
    cursor: toCursor(Math.min(...rows.map(({ position }) => position))),
    lag: { events: Math.min(MOST_LAG, events), seconds: Math.round(seconds * 10) / 10 },
    leases: rows.flatMap(({ shard, isFree, leasedUntil }) =>
      isFree || leasedUntil === null ? [] : [{ shard, expires: expiryOf(leasedUntil) }]
    ),
    ...{ parked, deadLetters }
  }
}

async function lagOf(
  query: Database['query'],
  consumer: Consumer,
  rows: readonly PullShard[]
): Promise<{ events: number; seconds: number }> {
  const { id, ordering, shards } = consumer
  const position = Math.min(...rows.map((row) => row.position))
  const options = { id, position, filter: wholeFilter(consumer) }
  if (shards === 1) return countBacklog(query, options)
  const positions = new Map(rows.map((row) => [row.shard, row.position]))
  const open = (await readBacklog(query, options)).filter((event) => {
    const shard = shardOf(laneUnder(ordering, event), shards)
    return event.isParked || event.position > (positions.get(shard) ?? 0)
  })
  return { events: open.length, seconds: Math.max(0, ...open.map(({ age }) => age)) }
}
