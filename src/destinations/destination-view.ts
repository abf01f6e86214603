import { lagOf } from '../consumers/lag.ts'
import type { Database } from '../db/connect.ts'
import type { ShardRow } from '../db/consumers/shards.ts'
import { fromDatabase } from '../db/instant.ts'
import type { Destination } from './destination.ts'

export type DestinationView = Awaited<ReturnType<typeof viewOf>>

/** A destination as the API shows it, without secrets. */
export async function viewOf(
  query: Database['query'],
  { id, name, state, reason, filter, ordering, shards, config }: Destination,
  rows: readonly ShardRow[],
  { parked, deadLetters }: { parked: number; deadLetters: number }
) {
  const live = rows.filter(({ until }) => until === null)
  const lag = await lagOf(query, { id, filter, ordering, shards }, live)
  const failing =
    rows.find(({ openUntil }) => openUntil !== null) ?? rows.find(({ failingSince }) => failingSince !== null)
  const { references: _secrets, publicKey, ...shown } = config
  return {
    name,
    ...shown,
    ...(publicKey === null ? {} : { publicKey }),
    ...{ filter, ordering, shards, state, reason },
    breaker: breakerOf(failing?.openUntil ?? null),
    retryAt: failing?.openUntil == null ? null : fromDatabase(failing.openUntil),
    failingSince: failing?.failingSince == null ? null : fromDatabase(failing.failingSince),
    problem: failing?.problem ?? null,
    ...{ lag, parked, deadLetters }
  }
}

function breakerOf(openUntil: string | null): 'closed' | 'open' | 'probing' {
  if (openUntil === null) return 'closed'
  return Date.parse(openUntil) > Date.now() ? 'open' : 'probing'
}
