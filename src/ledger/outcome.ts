import type { Cause, Problem } from '../../schemas/reading.ts'
import type { Delivery } from '../contract/delivery.ts'
import { fetchReasonOf } from '../contract/fetch-reason.ts'
import type { DeliveryOutcome } from '../db/written-rows.ts'
import type { Problems } from './problems.ts'
import { shortened } from './shortened.ts'
import { storable } from './storable.ts'

export interface Findings {
  /** Number of drafted events. Some of them may be stored already. */
  drafted: number
  problems: Problems
  /** True: a reported field is older than the stored one. */
  isStale: boolean
  /** True: there are readings besides problems. */
  hasReadings: boolean
  /** True: some events wait for a record. */
  hasHeld?: boolean
}

const LONGEST_REASON = 2_000
const NAMED: ReadonlySet<string> = new Set(['unknown_type', 'reader_failed', 'foreign', 'unclaimed', 'paused'])

// Shared by most deliveries, and frozen.
const ACCEPTED = outcome('accepted', null, 'none')
const DUPLICATE = outcome('duplicate', 'it contains no new information', 'known')
const UNCHANGED = outcome('accepted', 'it is older than the stored state, so nothing changed', 'older')
const READ = { fetched: outcome('accepted', 'fetched', 'none'), reconcile: outcome('accepted', 'reconcile', 'none') }
const PARTLY_OLDER = outcome('accepted', 'some of it is older than the stored state, which stays as it is', 'older')

/** The outcome of a delivery, depending on whether some of its events are new. */
export function outcomeOf(
  delivery: Pick<Delivery, 'endpoint' | 'outcome' | 'reason' | 'cause'>,
  { drafted, problems: { count, first }, isStale, hasReadings, hasHeld }: Findings,
  hasNewEvents: boolean
): DeliveryOutcome {
  if (delivery.outcome !== undefined) {
    const { outcome, reason, cause = 'item' } = delivery
    return { outcome, reason: reason === undefined ? null : shortened(storable(reason), LONGEST_REASON), cause }
  }
  if (first !== undefined) {
    const sentence = storable(`${first.path} ${first.problem}`.trim())
    const reason =
      count === 1
        ? `1 item could not be read: ${sentence}`
        : `${count} items could not be read, the first one: ${sentence}`
    return { outcome: 'quarantined', reason: shortened(reason, LONGEST_REASON), cause: causeOf(first) }
  }
  const reason = fetchReasonOf(delivery.endpoint)
  if (reason !== undefined) return READ[reason]
  if (hasHeld) return ACCEPTED
  if (hasNewEvents || !hasReadings) return hasNewEvents && isStale ? PARTLY_OLDER : ACCEPTED
  return isStale && drafted === 0 ? UNCHANGED : DUPLICATE
}

function outcome(name: DeliveryOutcome['outcome'], reason: string | null, cause: Cause): DeliveryOutcome {
  return Object.freeze({ outcome: name, reason, cause })
}

/** An adapter of another package may return any word. */
function causeOf({ cause }: Problem): Cause {
  return cause !== undefined && NAMED.has(cause) ? cause : 'item'
}
