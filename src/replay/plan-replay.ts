import type { Json, JsonObject } from '../../schemas/reading.ts'
import type { StoredOutcome } from '../../schemas/replay.ts'
import type { Limits } from '../config/limits.ts'
import type { Delivery, Entry } from '../contract/delivery.ts'
import { errors } from '../contract/errors.ts'
import type { Session } from '../db/connect.ts'
import { fromDatabase } from '../db/instant.ts'
import { type EventHead, findEventData, findEventsByKey, findEventsOf, readOutcome } from '../db/replays.ts'
import type { EventRow } from '../db/tables.ts'
import type { EntityRow, EventData, NewEvent } from '../db/write.ts'
import { asObject, type Difference, differences, isSame } from '../ledger/differences.ts'
import { formerKeyOf, keyOf } from '../ledger/digest.ts'
import { sorted } from '../ledger/draft-delivery.ts'
import { type DraftedEvent, draftEvent, isRepetition } from '../ledger/draft-event.ts'
import { type KnownState, lookUp, nothingKnown, type Target, targetOf } from '../ledger/look-up.ts'
import { outcomeOf } from '../ledger/outcome.ts'
import { createPacer, runInTurns } from '../ledger/pacer.ts'
import type { Problems } from '../ledger/problems.ts'
import { readData, readLargeData } from '../ledger/reading-data.ts'
import { changesOf, type Late } from '../ledger/state.ts'
import { storableJson } from '../ledger/storable.ts'
import { finalRow } from '../ledger/stored-state.ts'
import {
  type ChangeList,
  createChangeList,
  createDifferenceList,
  type Differences,
  type ReplayChanges
} from './changes.ts'
import { type Keyed, type Lineage, lineagesOf, pairUp } from './lineage.ts'

/** What a replay would change, and what it would write for that. */
export interface Plan {
  before: StoredOutcome
  after: StoredOutcome
  changes: ReplayChanges
  events: NewEvent[]
  entities: EntityRow[]
}

/**
 * Compares what today's code reads in a delivery with the events it has become. Undefined: it is no longer there.
 *
 * What is on the feed stays. An event that would be another one today gets a correction, one that would not be there is
 * only named. A state is compared with the current one, as always, so what was reported since needs no correction.
 *
 * The work is done in slices, so what the plan depends on may change meanwhile. A plan that is written is made under the commit
 * lock.
 */
export async function planReplay(session: Session, entry: Entry, limits: Limits['ledger']): Promise<Plan | undefined> {
  const { delivery } = entry
  const before = await readOutcome(session, delivery.id)
  if (before === undefined) return undefined
  const lineages = lineagesOf(await findEventsOf(session, delivery.id))
  const { readings, problems } = sorted(entry.readings, limits)
  const pacer = createPacer(limits.sliceReadings)
  const all: Given[] = []
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
  // A fact that another delivery has told before the key changed has the key that it has there.
  for (const one of all) if (elsewhere.has(one.formerKey ?? '')) one.key = one.formerKey
  const candidates = all.filter(({ key, isRepeated }) => !isRepeated && !elsewhere.has(key ?? ''))
  const lineageOf = await pairUp(candidates, lineages, pacer)

  const ownKeys = new Set([...seen, ...formerKeys])
  const comparison = createComparison({ delivery, ownKeys, elsewhere }, limits)
  let size = limits.replayReadings
  for (let at = 0; at < all.length; ) {
    const slice = all.slice(at, at + size)
    const targets = slice.map(({ reading }) => targetOf(delivery, reading))
    const found = await lookUp(session, targets, limits.lookUpBytes)
    if (!found.isComplete) {
      size = Math.max(1, found.entities.size)
      continue
    }
    const positions = slice.flatMap((one) => lineageOf.get(one)?.latest.position ?? [])
    const data = await findEventData(session, positions)
    comparison.learn(found)
    for (const [index, one] of slice.entries()) {
      const lineage = lineageOf.get(one)
      const earlier = lineage && { lineage, data: data.get(lineage.latest.position) ?? {} }
      await pacer.pause(await runInTurns(comparison.add(one, targets[index], earlier)))
    }
    at += slice.length
  }
  const { events, entities, changes, isStale } = await comparison.end(pacer)
  const paired = new Set(lineageOf.values())
  for (const lineage of lineages) if (!paired.has(lineage)) changes.add('vanished', lineage.latest)
  const hasReadings = readings.length > 0
  const after = outcomeAfter(before, delivery, {
    ...{ problems, hasReadings, isStale },
    newEvents: events.length,
    hasEvents: events.length + lineages.length > 0
  })
  return { before, after, changes: changes.end(), events, entities }
}

interface Given extends Keyed {
  /** In hex. See `Fact`. */
  formerKey: string | undefined
  /** The same fact was in the delivery before. */
  isRepeated: boolean
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

const NO_EVENT: DraftedEvent = Object.freeze({ isStale: false, cost: 0, work: 0 })

interface Context {
  delivery: Delivery
  /** Keys in hex of all readings. */
  ownKeys: ReadonlySet<string>
  elsewhere: ReadonlyMap<string, EventHead>
}

/** An event that a reading is about, with its data. */
interface Earlier {
  lineage: Lineage
  data: EventRow['data']
}

/** What was found out about one reading. */
interface Compared {
  one: Given
  entity: string
  lineage: Lineage | undefined
  event: NewEvent | undefined
  /** The reading was read as a state. */
  isState: boolean
  differences: Differences
}

/** Drafts readings one after the other, and compares each with the event that it has become. */
function createComparison({ delivery, ownKeys, elsewhere }: Context, limits: Limits['ledger']) {
  const known = nothingKnown()
  const stored = new Map<string, EntityRow>()
  const compared: Compared[] = []
  const keepDifferences = createDifferenceList(limits)
  let spent = 0
  let bytes = 0
  let isStale = false

  function hold(more: number): void {
    bytes += more
    if (bytes > limits.replayBytes) throw new errors.NOT_REPLAYABLE('it is too large to be compared')
  }

  return {
    /** Adds what is stored to what is known, but for entities that were drafted before. */
    learn(found: KnownState): void {
      for (const [key, entity] of found.entities) {
        if (known.entities.has(key)) continue
        known.entities.set(key, entity)
        stored.set(key, entity.row)
        hold(JSON.stringify(entity.row.state).length)
      }
      // The delivery's own events are read again.
      for (const key of found.eventKeys) if (!ownKeys.has(key) || elsewhere.has(key)) known.eventKeys.add(key)
    },

    /** Returns the number of readings that were compared. */
    *add(one: Given, target: Target | undefined, earlier: Earlier | undefined): Generator<undefined, number> {
      const { reading } = one
      const entity = target?.entity ?? ''
      const late = lateness(delivery, stored.get(entity), earlier?.data[reading.kind])
      const drafted = isRepetition(target, known)
        ? NO_EVENT
        : draftEvent(
            { delivery, reading, target, late, earlier: earlier?.data, isReplayed: true },
            readData(reading, target?.field, spent, limits) ??
              (yield* readLargeData(reading.data, target?.field, limits)),
            known,
            { isCrowded: spent > limits.deliveryDataBytes, dataBytes: limits.dataBytes }
          )
      spent += drafted.cost
      isStale ||= drafted.isStale
      if (drafted.event !== undefined) hold(sizeOf(drafted.event.data))
      const differences = keepDifferences(differencesOf(drafted, reading.kind, earlier))
      const isState = drafted.moved !== undefined
      compared.push({ one, entity, lineage: earlier?.lineage, event: drafted.event, isState, differences })
      return 1
    },

    async end(pacer: ReturnType<typeof createPacer>) {
      const entities = [...known.entities].flatMap(([key, entity]) => {
        if (!entity.isChanged) return []
        const row = finalRow(entity, limits.dataBytes)
        const { state, clock } = stored.get(key) ?? {}
        const { omitted: _omitted, ...fields } = row.state
        const isKept = isSame(state && { ...state, omitted: undefined }, { ...fields, omitted: undefined })
        return isKept && isSame(clock, row.clock) ? [] : [row]
      })
      const moved = new Set(entities.map(({ key }) => key.toString('hex')))
      const changes = createChangeList(limits)
      const events: NewEvent[] = []
      for (const one of compared) {
        await pacer.pause(1)
        const event = conclude(one, { isMoved: moved.has(one.entity), elsewhere, changes })
        if (event !== undefined) events.push(event)
      }
      return { entities, events, changes, isStale }
    }
  }
}

/** Lists what becomes of a reading, and returns the event to be written, if there is one. */
function conclude(
  { one: { key, isRepeated }, lineage, event, isState, differences }: Compared,
  { isMoved, elsewhere, changes }: { isMoved: boolean; elsewhere: Context['elsewhere']; changes: ChangeList }
): NewEvent | undefined {
  if (isRepeated) return undefined
  const other = elsewhere.get(key ?? '')
  if (other !== undefined) {
    changes.add('unchanged', other)
    return undefined
  }
  // Several readings of one delivery can bring a state back to what it was: that is no change.
  const isNews = event !== undefined && (!isState || isMoved)
  if (lineage === undefined) {
    if (!isNews) return undefined
    changes.add('new', event, { differences: isState ? differences : { found: 0, listed: [] } })
    return { ...event, corrects: undefined }
  }
  if (!isNews || !differences.found) {
    changes.add('unchanged', lineage.latest)
    return undefined
  }
  changes.add('corrected', event, { corrects: lineage.latest.id, differences })
  const isTaken = lineage.keys.has(event.key?.toString('hex') ?? '')
  return { ...event, key: isTaken ? null : event.key, corrects: lineage.latest.id }
}

/** Set if other deliveries have changed the entity since this one arrived. */
function lateness({ receivedAt }: Delivery, row: EntityRow | undefined, before: Json | undefined): Late | undefined {
  if (row === undefined || Date.parse(fromDatabase(row.updatedAt)) <= Date.parse(receivedAt)) return undefined
  return { before: asObject(before) }
}

/** For a state, what it changes of the current one; for a fact, how it differs from the event that it has become. */
function differencesOf({ event, moved }: DraftedEvent, kind: string, earlier: Earlier | undefined): Difference[] {
  if (event === undefined) return []
  if (moved !== undefined) {
    return changesOf(moved.before, moved.after).map((one) => ({ ...one, path: `/data/${kind}${one.path}` }))
  }
  return earlier === undefined ? [] : unlike(earlier, event)
}

function unlike({ lineage: { latest }, data }: Earlier, event: NewEvent): Difference[] {
  const { before, state, after } = event.data
  const [then, today] = [headOf(latest), headOf(event)]
  const dataToday: JsonObject = JSON.parse(before + (state ?? '') + after)
  const found = differences(data, dataToday) ?? [{ path: '', before: data, after: dataToday }]
  return [...(differences(then, today) ?? []), ...found.map((one) => ({ ...one, path: `/data${one.path}` }))]
}

function headOf({ type, source, subject, property = null, timebasis, time }: EventHead | NewEvent): JsonObject {
  return { type, source, subject, property, timebasis, time: fromDatabase(time) }
}

interface AfterReplay {
  problems: Problems
  hasReadings: boolean
  isStale: boolean
  /** Number of events that the replay adds. */
  newEvents: number
  hasEvents: boolean
}

/** A delivery that has been read stays so: nothing is taken back. */
function outcomeAfter(
  before: StoredOutcome,
  delivery: Delivery,
  { problems, hasReadings, isStale, newEvents, hasEvents }: AfterReplay
): StoredOutcome {
  const findings = { drafted: newEvents, problems, hasReadings, isStale }
  const { cause: _cause, ...outcome } = outcomeOf(delivery, findings, hasEvents)
  const after: StoredOutcome = { ...outcome, problems: JSON.parse(storableJson(problems.shown)) }
  const wasRead = before.outcome === 'accepted' || before.outcome === 'duplicate'
  if (!wasRead) return after
  return newEvents > 0 && after.outcome === 'accepted' ? after : before
}

function sizeOf({ before, state, after }: EventData): number {
  return before.length + (state?.length ?? 0) + after.length
}
