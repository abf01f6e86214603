import type { Checkpoint } from '../db/consumers/exceptions.ts'
import type { Breaker } from './breaker.ts'
import type { PendingChanges } from './pending-changes.ts'
import { shortened } from './shortened.ts'

interface ShardCheckpointOptions {
  /** The cursor of the shard. */
  position(): number
  breaker: Breaker
  changes: PendingChanges
}

/** Collects what changed in a shard since its last checkpoint. */
export function createShardCheckpoint({ position, breaker, changes }: ShardCheckpointOptions) {
  let written = stateNow()

  function stateNow() {
    return { position: position(), openUntil: breaker.openUntil, failingSince: breaker.failingSince }
  }

  return {
    /** Undefined: nothing has changed. `isAll`: also if nothing has. */
    take(isAll = false): Checkpoint | undefined {
      const now = stateNow()
      const isSame =
        now.position === written.position &&
        now.openUntil === written.openUntil &&
        now.failingSince === written.failingSince
      if (!isAll && isSame && changes.isEmpty) return undefined
      written = now
      return {
        position: now.position,
        openUntil: instantOf(now.openUntil),
        failingSince: instantOf(now.failingSince),
        problem: shortened(breaker.problem),
        ...changes.take()
      }
    },
    /** A checkpoint could not be written: the next one has all of it. */
    restore(checkpoint: Checkpoint): void {
      changes.restore(checkpoint)
      written = { ...written, position: -1 }
    }
  }
}

function instantOf(time: number | undefined): string | null {
  return time === undefined ? null : new Date(time).toISOString()
}
