import type { Database } from '../db/connect.ts'
import { type Checkpoint, writeCheckpoint } from '../db/consumers/exceptions.ts'
import { moveCursors, type ShardKey, type ShardProgress } from '../db/consumers/shards.ts'
import type { ShardRunner } from './shard-runner.ts'

type Query = Pick<Database['query'], 'execute'>

/** A checkpoint that is to be written. */
interface Taken {
  key: string
  runner: ShardRunner
  changes: Checkpoint
}

interface WriteOptions {
  laterLeases: number
  /** Another gateway has this shard. */
  onLost(key: string): void
}

/** Stores what changed in all shards. Shards that have nothing but a new cursor share one statement. */
export async function writeCheckpoints(
  query: Query,
  runners: ReadonlyMap<string, ShardRunner>,
  { laterLeases, onLost }: WriteOptions
): Promise<void> {
  const open = new Set(takeAll(runners))
  const all = [...open]
  try {
    for (const one of all.filter(({ changes }) => hasExceptions(changes))) {
      const isHeld = await writeCheckpoint(query, one.runner.row, one.changes, laterLeases)
      open.delete(one)
      if (!isHeld) onLost(one.key)
    }
    if (open.size === 0) return
    const held = await moveCursors(query, [...open].map(progressOf), laterLeases)
    const lost = [...open].filter(({ runner }) => !held.some((row) => isSameShard(row, runner.row)))
    open.clear()
    for (const { key } of lost) onLost(key)
  } finally {
    // What could not be written is in the next checkpoint.
    for (const { runner, changes } of open) runner.restore(changes)
  }
}

function takeAll(runners: ReadonlyMap<string, ShardRunner>): Taken[] {
  return [...runners].flatMap(([key, runner]) => {
    const changes = runner.takeCheckpoint()
    return changes === undefined ? [] : [{ key, runner, changes }]
  })
}

function progressOf({ runner: { row }, changes }: Taken): ShardProgress {
  const { consumerId, shard, epoch } = row
  const { position, failingSince, openUntil, problem } = changes
  return { consumerId, shard, epoch, position, failingSince, openUntil, problem }
}

function isSameShard(one: ShardKey, other: ShardKey): boolean {
  return one.consumerId === other.consumerId && one.shard === other.shard
}

function hasExceptions({ parked, unparked, dead, attempts }: Checkpoint): boolean {
  return parked.length + unparked.length + dead.length + attempts.length > 0
}
