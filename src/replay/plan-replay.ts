import type { Cause } from '../../schemas/reading.ts'
import type { StoredOutcome } from '../../schemas/replay.ts'
import type { Limits } from '../config/limits.ts'
import type { Delivery, InterpretedDelivery } from '../contract/delivery.ts'
import type { Session } from '../db/connect.ts'
import { type EventHead, findEventData, findEventsByKey, findEventsOf, readOutcome } from '../db/replays.ts'
import type { EntityRow, NewEvent } from '../db/written-rows.ts'
import { formerKeyOf, keyOf } from '../ledger/digest.ts'
import { sorted } from '../ledger/draft-delivery.ts'
import { readDraftState, targetOf } from '../ledger/draft-state.ts'
import { outcomeOf } from '../ledger/outcome.ts'
import { createPacer, runInTurns } from '../ledger/pacer.ts'
import type { Problems } from '../ledger/problems.ts'
import { storableJson } from '../ledger/storable.ts'
import type { ReplayChanges } from './changes.ts'
import { type CurrentReading, createComparison } from './comparison.ts'
import { lineagesOf, pairUp } from './lineage.ts'

/** What a replay would change and write. */
export interface Plan {
  before: StoredOutcome
  after: StoredOutcome
  /** The cause of `after`. Undefined: it is the outcome before. */
  cause: Cause | undefined
  changes: ReplayChanges
  events: NewEvent[]
  entities: EntityRow[]
}

/**
 * Compares what the current code reads in a delivery with the events of the delivery. Undefined: the delivery is no longer stored.
 *
 * Events on the feed stay. An event that the current code would draft differently gets a correction. An event that it would not
 * draft is listed as vanished. A state is compared with the current state of its entity, so later reports need no correction.
 *
 * The work is done in slices, so stored rows may change between them. Therefore a plan that is written is made under the commit
 * lock.
 */
export async function planReplay(
  session: Session,
  interpreted: InterpretedDelivery,
  limits: Limits['ledger']
): Promise<Plan | undefined> {
  const { delivery } = interpreted
  const before = await readOutcome(session, delivery.id)
  if (before === undefined) return undefined
  const lineages = lineagesOf(await findEventsOf(session, delivery.id))
  const { readings, problems } = sorted(interpreted.readings, limits)
  const pacer = createPacer(limits.sliceReadings)
  const all: CurrentReading[] = []
  const seen = new Set<string>()
  for (const reading of readings) {
    await pacer.pause(1)
    const key = keyOf(delivery, reading)?.toString('hex')
    const formerKey = formerKeyOf(delivery, reading)?.toString('hex')
    all.push({ reading, key, formerKey, isRepeated: key !== undefined && seen.has(key) })
    if (key !== undefined) seen.add(key)
  }
  const formerKeys = new Set(all.flatMap(({ formerKey }) => formerKey ?? []))
  const elsewhere = await findElsewhere(session, delivery.id, [...seen, ...formerKeys], limits.sliceReadings)
  // If another delivery has the fact under its former key, the fact keeps that key.
  for (const one of all) if (elsewhere.has(one.formerKey ?? '')) one.key = one.formerKey
  const candidates = all.filter(({ key, isRepeated }) => !isRepeated && !elsewhere.has(key ?? ''))
  const lineageOf = await pairUp(candidates, lineages, pacer)

  const ownKeys = new Set([...seen, ...formerKeys])
  const comparison = createComparison({ delivery, ownKeys, elsewhere }, limits)
  let size = limits.replayReadings
  for (let at = 0; at < all.length; ) {
    const slice = all.slice(at, at + size)
    const targets = slice.map(({ reading }) => targetOf(delivery, reading))
    const found = await readDraftState(session, targets, limits.lookUpBytes)
    if (!found.isComplete) {
      size = Math.max(1, found.entities.size)
      continue
    }
    const positions = slice.flatMap((one) => lineageOf.get(one)?.latest.position ?? [])
    const data = await findEventData(session, positions)
    comparison.addStored(found)
    for (const [index, one] of slice.entries()) {
      const lineage = lineageOf.get(one)
      const storedEvent = lineage && { lineage, data: data.get(lineage.latest.position) ?? {} }
      await pacer.pause(await runInTurns(comparison.add(one, targets[index], storedEvent)))
    }
    at += slice.length
  }
  const { events, entities, changes, isStale } = await comparison.end(pacer)
  const paired = new Set(lineageOf.values())
  for (const lineage of lineages) if (!paired.has(lineage)) changes.add('vanished', lineage.latest)
  const hasReadings = readings.length > 0
  const { after, cause } = outcomeAfter(before, delivery, {
    ...{ problems, hasReadings, isStale },
    newEvents: events.length,
    hasEvents: events.length + lineages.length > 0
  })
  return { before, after, cause, changes: changes.end(), events, entities }
}

/** Events of other deliveries by their keys in hex. */
async function findElsewhere(
  session: Session,
  deliveryId: string,
  keys: readonly string[],
  atOnce: number
): Promise<Map<string, EventHead>> {
  const found = new Map<string, EventHead>()
  for (let at = 0; at < keys.length; at += atOnce) {
    const some = keys.slice(at, at + atOnce).map((key) => Buffer.from(key, 'hex'))
    for (const event of await findEventsByKey(session, some)) {
      if (event.deliveryId !== deliveryId) found.set(event.key?.toString('hex') ?? '', event)
    }
  }
  return found
}

interface AfterReplay {
  problems: Problems
  hasReadings: boolean
  isStale: boolean
  /** Number of events that the replay adds. */
  newEvents: number
  hasEvents: boolean
}

/** The outcome after the replay. A delivery that was read before stays read. */
function outcomeAfter(
  before: StoredOutcome,
  delivery: Delivery,
  { problems, hasReadings, isStale, newEvents, hasEvents }: AfterReplay
): Pick<Plan, 'after' | 'cause'> {
  const findings = { drafted: newEvents, problems, hasReadings, isStale }
  const { cause, ...outcome } = outcomeOf(delivery, findings, hasEvents)
  const after: StoredOutcome = { ...outcome, problems: JSON.parse(storableJson(problems.shown)) }
  const wasRead = before.outcome === 'accepted' || before.outcome === 'duplicate'
  if (!wasRead || (newEvents > 0 && after.outcome === 'accepted')) return { after, cause }
  return { after: before, cause: undefined }
}
