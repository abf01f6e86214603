import { countProblems } from '../../schemas/collect.ts'
import type { Cause, Problem } from '../../schemas/reading.ts'
import type { Verdict } from '../db/write.ts'
import type { Delivery } from './entry.ts'
import { storable } from './storable.ts'

interface Found {
  events: readonly unknown[]
  problems: readonly Problem[]
  /** Something was told that is older than what is known. */
  stale: boolean
  /** There was anything to read at all. */
  told: boolean
}

// Most deliveries are one of these, so they are made once.
const ACCEPTED: Verdict = { outcome: 'accepted', reason: null, cause: 'none' }
const DUPLICATE: Verdict = { outcome: 'duplicate', reason: 'says nothing that is not known', cause: 'known' }
const UNCHANGED: Verdict = {
  outcome: 'accepted',
  reason: 'older than what is known, so nothing changed',
  cause: 'older'
}
const OLDER: Verdict = {
  outcome: 'accepted',
  reason: 'older than what is known, which stays as it is',
  cause: 'older'
}

/** What a delivery is, depending on whether any of its events is new. */
export function verdict(
  { outcome, reason, cause = 'item' }: Pick<Delivery, 'outcome' | 'reason' | 'cause'>,
  { events, problems, told, stale }: Found,
  news: boolean
): Verdict {
  const [first] = problems
  if (outcome !== undefined) return { outcome, reason: reason === undefined ? null : storable(reason), cause }
  if (first !== undefined) {
    const reason = `${countProblems(problems)} of its items could not be read: ${storable(first.problem)}`
    return { outcome: 'quarantined', reason, cause: causeOf(first) }
  }
  if (news || !told) return news && stale ? OLDER : ACCEPTED
  return stale && events.length === 0 ? UNCHANGED : DUPLICATE
}

/** Adapters of other packages may say anything. */
function causeOf({ cause }: Problem): Cause {
  return cause === 'unknown_type' || cause === 'reader_failed' ? cause : 'item'
}
