import { asObject } from '../../schemas/json-object.ts'
import type { Json } from '../../schemas/reading.ts'
import type { Limits } from '../config/limits.ts'
import type { Delivery } from '../contract/delivery.ts'
import { errors } from '../contract/errors.ts'
import { fromDatabase } from '../db/instant.ts'
import type { EventHead } from '../db/replays.ts'
import type { EntityRow, EventData, NewEvent } from '../db/written-rows.ts'
import { isSame } from '../ledger/differences.ts'
import { type DraftedEvent, draftEvent, isRepetition } from '../ledger/draft-event.ts'
import { type DraftState, emptyDraftState, type Target } from '../ledger/draft-state.ts'
import type { Pacer } from '../ledger/pacer.ts'
import { readData, readLargeData } from '../ledger/reading-data.ts'
import type { Late } from '../ledger/state.ts'
import { finalRow } from '../ledger/stored-state.ts'
import { type ChangeList, createChangeList, createDifferenceList, type Differences } from './changes.ts'
import { differencesOf, type StoredEvent } from './event-differences.ts'
import type { Keyed, Lineage } from './lineage.ts'

/** A reading of the current code. */
export interface CurrentReading extends Keyed {
  /** The key of an earlier version in hex, see `Fact`. */
  formerKey: string | undefined
  /** True: an earlier reading of the delivery is the same fact. */
  isRepeated: boolean
}

const NO_EVENT: DraftedEvent = Object.freeze({ isStale: false, cost: 0, work: 0 })

interface ComparisonContext {
  delivery: Delivery
  /** Keys in hex of all readings of the delivery. */
  ownKeys: ReadonlySet<string>
  /** Events of other deliveries, by their keys in hex. */
  elsewhere: ReadonlyMap<string, EventHead>
}

/** The result for one reading. */
interface Compared {
  reading: CurrentReading
  entity: string
  lineage: Lineage | undefined
  event: NewEvent | undefined
  /** True: the reading was drafted as a state. */
  isState: boolean
  differences: Differences
}

/** Drafts the readings of a delivery one after the other, and compares each with its stored event. */
export function createComparison({ delivery, ownKeys, elsewhere }: ComparisonContext, limits: Limits['ledger']) {
  const draftState = emptyDraftState()
  /** Rows as they are stored, by the keys of their entities in hex. */
  const stored = new Map<string, EntityRow>()
  const compared: Compared[] = []
  const keepDifferences = createDifferenceList(limits)
  let spent = 0
  let bytes = 0
  let isStale = false

  /** Counts bytes in memory. Throws if there are too many. */
  function reserve(more: number): void {
    bytes += more
    if (bytes > limits.replayBytes) throw new errors.NOT_REPLAYABLE('it is too large to be compared')
  }

  return {
    /** Adds stored entities and event keys to the draft state, except entities that were drafted before. */
    addStored(found: DraftState): void {
      for (const [key, entity] of found.entities) {
        if (draftState.entities.has(key)) continue
        draftState.entities.set(key, entity)
        stored.set(key, entity.row)
        reserve(JSON.stringify(entity.row.state).length)
      }
      // Without the events of this delivery, which are drafted again.
      for (const key of found.eventKeys) if (!ownKeys.has(key) || elsewhere.has(key)) draftState.eventKeys.add(key)
    },

    /** Returns the number of readings that were compared. */
    *add(
      current: CurrentReading,
      target: Target | undefined,
      storedEvent: StoredEvent | undefined
    ): Generator<undefined, number> {
      const { reading } = current
      const entity = target?.entity ?? ''
      const late = lateOf(delivery, stored.get(entity), storedEvent?.data[reading.kind])
      const drafted = isRepetition(target, draftState)
        ? NO_EVENT
        : draftEvent(
            { delivery, reading, target, late, earlier: storedEvent?.data, isReplayed: true },
            readData(reading, target?.field, spent, limits) ??
              (yield* readLargeData(reading.data, target?.field, limits)),
            draftState,
            { isCrowded: spent > limits.deliveryDataBytes, dataBytes: limits.dataBytes }
          )
      spent += drafted.cost
      isStale ||= drafted.isStale
      if (drafted.event !== undefined) reserve(sizeOf(drafted.event.data))
      const differences = keepDifferences(differencesOf(drafted, reading.kind, storedEvent))
      const isState = drafted.moved !== undefined
      compared.push({
        reading: current,
        entity,
        lineage: storedEvent?.lineage,
        event: drafted.event,
        isState,
        differences
      })
      return 1
    },

    /** Returns what changes, and the rows to write for that. */
    async end(pacer: Pacer) {
      const entities = [...draftState.entities].flatMap(([key, entity]) => {
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

/** Lists the change that a reading makes. Returns the event to write, if there is one. */
function conclude(
  { reading: { key, isRepeated }, lineage, event, isState, differences }: Compared,
  { isMoved, elsewhere, changes }: { isMoved: boolean; elsewhere: ComparisonContext['elsewhere']; changes: ChangeList }
): NewEvent | undefined {
  if (isRepeated) return undefined
  const other = elsewhere.get(key ?? '')
  if (other !== undefined) {
    changes.add('unchanged', other)
    return undefined
  }
  // Several readings of one delivery can restore the state, which is no change.
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
function lateOf({ receivedAt }: Delivery, row: EntityRow | undefined, before: Json | undefined): Late | undefined {
  if (row === undefined || Date.parse(fromDatabase(row.updatedAt)) <= Date.parse(receivedAt)) return undefined
  return { before: asObject(before) }
}

function sizeOf({ before, state, after }: EventData): number {
  return before.length + (state?.length ?? 0) + after.length
}
