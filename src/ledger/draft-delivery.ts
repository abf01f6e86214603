import { type Fact, isProblem, type Problem, type Reading, type State } from '../../schemas/reading.ts'
import type { Limits } from '../config/limits.ts'
import type { Committed, Delivery, InterpretedDelivery } from '../contract/delivery.ts'
import type { NewDelivery } from '../db/written-rows.ts'
import { DraftFailed } from './draft-failed.ts'
import { type Findings, outcomeOf } from './outcome.ts'
import { type Problems, problemsOf } from './problems.ts'
import { storable, storableJson } from './storable.ts'

/** A delivery while its row is built. */
export interface DeliveryDraft extends Findings {
  delivery: Delivery
  /** Bytes that its readings have cost so far. */
  spent: number
  /** Ids of its new events that were inserted so far. */
  eventIds: string[]
}

/** One reading of a batch, in order. A delivery without any readings is one step too. */
export interface Step {
  draft: DeliveryDraft
  reading: Fact | State | undefined
  /** True for the last reading of the delivery. */
  isLast: boolean
}

type StepLimits = Pick<Limits['ledger'], 'problems' | 'nameCharacters'>

/** All readings of a batch, in the order in which they are drafted. */
export function stepsOf(deliveries: readonly InterpretedDelivery[], limits: StepLimits): Step[] {
  const steps: Step[] = []
  for (const { delivery, readings: all, webhook } of deliveries) {
    const { readings, problems } = sortedSafely(all, limits)
    const hasReadings = readings.length > 0
    const draft: DeliveryDraft = { delivery, problems, hasReadings, drafted: 0, isStale: false, spent: 0, eventIds: [] }
    if (webhook !== undefined && webhook.held.length > 0) draft.hasHeld = true
    for (const reading of readings) steps.push({ draft, reading, isLast: false })
    const last = steps.at(-1)
    if (last?.draft === draft) last.isLast = true
    else steps.push({ draft, reading: undefined, isLast: true })
  }
  return steps
}

function sortedSafely(...parameters: Parameters<typeof sorted>): ReturnType<typeof sorted> {
  try {
    return sorted(...parameters)
  } catch (error) {
    throw new DraftFailed(error)
  }
}

/** The readings that can become events, and the problems. */
export function sorted(
  all: readonly Reading[],
  { problems: most, nameCharacters }: StepLimits
): { readings: readonly (Fact | State)[]; problems: Problems } {
  if (all.every((reading) => !isProblem(reading) && !hasLongNames(reading, nameCharacters))) {
    // Safe: none of them is a problem.
    return { readings: all as readonly (Fact | State)[], problems: problemsOf([], most) }
  }
  const readings: (Fact | State)[] = []
  const problems: Problem[] = []
  for (const reading of all) {
    if (isProblem(reading)) problems.push(reading)
    else if (hasLongNames(reading, nameCharacters)) problems.push(longNames(nameCharacters))
    else readings.push(reading)
  }
  return { readings, problems: problemsOf(problems, most) }
}

/** Bounds the names of a reading. They are columns of the event, and not part of `data`, which has a bound of its own. */
function hasLongNames({ type = '', kind, id, source, property = '' }: Fact | State, most: number): boolean {
  return type.length + kind.length + id.length + source.length + property.length > most
}

function longNames(most: number): Problem {
  return { path: '', problem: `an item has a type, an id, or a property of more than ${most} characters` }
}

/** Field by field, because spreading is the slowest way to copy an object into a larger one. */
export function deliveryRow(draft: DeliveryDraft): NewDelivery {
  const { id, channel, endpoint, contentType, receivedAt, verified, masked, body, traceparent, contentEncoding } =
    draft.delivery
  const { account, hotel, proven, waiting } = draft.delivery
  const { problems, eventIds } = draft
  return {
    id,
    channel,
    endpoint,
    contentType,
    receivedAt,
    verified,
    masked,
    body,
    traceparent,
    contentEncoding,
    account,
    hotel,
    proven: proven && [...proven],
    waiting: waiting?.map(storable),
    source: storable(draft.delivery.source),
    problems: storableJson(problems.shown),
    eventIds,
    withEvents: outcomeOf(draft.delivery, draft, true),
    withoutEvents: outcomeOf(draft.delivery, draft, false)
  }
}

/** The row as it was written. */
export function committedOf({ delivery, problems, eventIds }: DeliveryDraft, row: NewDelivery): Committed {
  const { outcome, reason, cause } = eventIds.length > 0 ? row.withEvents : row.withoutEvents
  const recorded = { deliveryId: delivery.id, outcome, reason, problems: problems.shown, events: eventIds }
  return { recorded, channel: delivery.channel, cause }
}
