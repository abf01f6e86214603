import type { Problem } from '../../schemas/reading.ts'
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
const ACCEPTED: Verdict = { outcome: 'accepted', reason: null }
const DUPLICATE: Verdict = { outcome: 'duplicate', reason: 'says nothing that is not known' }
const UNCHANGED: Verdict = { outcome: 'accepted', reason: 'older than what is known, so nothing changed' }
const OLDER: Verdict = { outcome: 'accepted', reason: 'older than what is known, which stays as it is' }

/** What a delivery is, depending on whether any of its events is new. */
export function verdict(
  { outcome, reason }: Pick<Delivery, 'outcome' | 'reason'>,
  { events, problems, told, stale }: Found,
  news: boolean
): Verdict {
  const [first] = problems
  if (outcome !== undefined) return { outcome, reason: reason === undefined ? null : storable(reason) }
  if (first !== undefined) {
    const reason = `${problems.length} of its items could not be read: ${storable(first.problem)}`
    return { outcome: 'quarantined', reason }
  }
  if (news || !told) return news && stale ? OLDER : ACCEPTED
  return stale && events.length === 0 ? UNCHANGED : DUPLICATE
}
