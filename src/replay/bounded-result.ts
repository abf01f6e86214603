import { countProblems } from '../../schemas/collect.ts'
import type { ReplayChange, Replayed, StoredOutcome } from '../../schemas/replay.ts'

interface ResultBounds {
  /** Problems of one delivery that are listed. */
  problems: number
  /** Characters of a reason, or of the path or text of a problem. */
  problemChars: number
  /** Bytes of all changes that are listed, as JSON. */
  replayBytes: number
}

/** JSON of a change beside its texts and differences, at most. */
const CHANGE_BYTES = 250
/** The same for a difference. */
const DIFFERENCE_BYTES = 40

/** The result of a replay in an answer: the first problems, changes, and differences, and the number of the others. */
export function boundedResult(result: Replayed, bounds: ResultBounds): Replayed {
  let left = bounds.replayBytes
  const changes: ReplayChange[] = []
  const omittedChanges = { new: 0, corrected: 0, unchanged: 0, vanished: 0, ...result.omittedChanges }
  for (const change of result.changes) {
    left -= CHANGE_BYTES + change.event.subject.length
    if (left < 0) omittedChanges[change.kind]++
    else changes.push(bounded(change))
  }
  return {
    ...result,
    before: boundedOutcome(result.before, bounds),
    after: boundedOutcome(result.after, bounds),
    changes,
    ...(changes.length < result.changes.length ? { omittedChanges } : {})
  }

  function bounded(change: ReplayChange): ReplayChange {
    const differences = change.differences.filter((difference) => {
      const bytes = DIFFERENCE_BYTES + jsonLength(difference)
      if (bytes > left) return false
      left -= bytes
      return true
    })
    const omittedDifferences = change.differences.length - differences.length + (change.omittedDifferences ?? 0)
    return omittedDifferences === 0 ? change : { ...change, differences, omittedDifferences }
  }
}

function boundedOutcome(
  { outcome, reason, problems }: StoredOutcome,
  { problems: most, problemChars }: ResultBounds
): StoredOutcome {
  const cut = (text: string) => text.slice(0, problemChars)
  return {
    outcome,
    reason: reason === null ? null : cut(reason),
    problems: problems.slice(0, most).map(({ path, problem }) => ({ path: cut(path), problem: cut(problem) })),
    ...(problems.length > most ? { omittedProblems: countProblems(problems.slice(most)) } : {})
  }
}

function jsonLength(value: object): number {
  return JSON.stringify(value).length
}
