import type { Database } from '../db/connect.ts'
import { readPullShards } from '../db/consumers/pull-shards.ts'
import { toCursor } from '../feed/cursor.ts'
import { type Consumer, wholeFilter } from './consumer.ts'
import { expiryOf } from './expiry.ts'
import { lagOf } from './lag.ts'

export type ConsumerView = Awaited<ReturnType<typeof viewOf>>

export async function viewOf(
  query: Database['query'],
  consumer: Consumer,
  { parked, deadLetters }: { parked: number; deadLetters: number }
) {
  const { id, name, filter, ordering, shards, config } = consumer
  const rows = await readPullShards(query, id)
  const lag = await lagOf(query, { id, filter: wholeFilter(consumer), ordering, shards }, rows)
  return {
    ...{ name, filter, ordering, shards, ladder: config.ladder, deadLetter: config.deadLetter },
    cursor: toCursor(Math.min(...rows.map(({ position }) => position))),
    lag,
    leases: rows.flatMap(({ shard, isFree, leasedUntil }) =>
      isFree || leasedUntil === null ? [] : [{ shard, expires: expiryOf(leasedUntil) }]
    ),
    ...{ parked, deadLetters }
  }
}
