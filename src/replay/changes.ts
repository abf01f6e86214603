import type { ReplayChange } from '../../schemas/replay.ts'
import type { Limits } from '../config/limits.ts'
import { fromDatabase } from '../db/instant.ts'
import type { EventHead } from '../db/replays.ts'
import type { NewEvent } from '../db/written-rows.ts'
import type { Difference } from '../ledger/differences.ts'

type ChangeKind = ReplayChange['kind']

/** The changes of a replay: the number of each kind, and as many changes as an answer may list. */
export interface ReplayChanges {
  counts: Record<ChangeKind, number>
  listed: readonly ReplayChange[]
  /** Number of further changes, by kind. */
  omitted: Record<ChangeKind, number>
}

export interface ChangeList {
  add(kind: ChangeKind, event: EventHead | NewEvent, details?: { corrects?: string; differences?: Differences }): void
  end(): ReplayChanges
}

/** The number of differences, and the differences to list. */
export interface Differences {
  found: number
  listed: readonly Difference[]
}

export function createChangeList({ replayChanges }: Pick<Limits['ledger'], 'replayChanges'>): ChangeList {
  const counts: Record<ChangeKind, number> = { new: 0, corrected: 0, unchanged: 0, vanished: 0 }
  const omitted: Record<ChangeKind, number> = { ...counts }
  const listed: ReplayChange[] = []
  return {
    add(kind, { id, type, source, subject, time }, { corrects, differences } = {}) {
      counts[kind]++
      if (listed.length === replayChanges) {
        omitted[kind]++
        return
      }
      listed.push({
        kind,
        event: { id, type, source, subject, time: fromDatabase(time) },
        ...(corrects !== undefined && { corrects }),
        differences: [...(differences?.listed ?? [])],
        ...(differences !== undefined &&
          differences.found > differences.listed.length && {
            omittedDifferences: differences.found - differences.listed.length
          })
      })
    },
    end: () => ({ counts, listed, omitted })
  }
}

/** Keeps differences to be listed until they have too many bytes together. */
export function createDifferenceList({ replayChangesBytes }: Pick<Limits['ledger'], 'replayChangesBytes'>) {
  let bytes = 0
  return function keep(found: readonly Difference[]): Differences {
    if (found.length === 0 || bytes > replayChangesBytes) return { found: found.length, listed: [] }
    bytes += JSON.stringify(found).length
    return { found: found.length, listed: bytes > replayChangesBytes ? [] : found }
  }
}
