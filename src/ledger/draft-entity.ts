import { asObject } from '../../schemas/json-object.ts'
import type { Fact, JsonObject, State } from '../../schemas/reading.ts'
import type { Delivery } from '../contract/delivery.ts'
import type { EntityRow } from '../db/written-rows.ts'
import type { Entity, Target } from './draft-state.ts'
import { messageStatuses } from './message-status.ts'
import type { ReadingData } from './reading-data.ts'
import { applyReading, type Late } from './state.ts'
import { stateKeyOf, withStateKey } from './state-keys.ts'
import { storable } from './storable.ts'
import { isOverfull, storedState, withOmitted } from './stored-state.ts'

/** A reading of a delivery that reports the state of an entity. */
export interface StateReport {
  delivery: Delivery
  reading: Fact | State
  target: Target
  /** Set for a replayed delivery. */
  late?: Late | undefined
}

/** An entity that no reading has reported before. */
export function newEntity(key: Buffer, delivery: Delivery, reading: Fact | State): Entity {
  const row: EntityRow = {
    key,
    version: null,
    kind: reading.kind,
    channel: delivery.channel,
    source: storable(reading.source),
    property: reading.property === undefined ? null : storable(reading.property),
    externalId: storable(reading.id),
    // Both are replaced right after. V8 copies an object without added fields twenty times as fast.
    state: {},
    clock: {},
    updatedAt: delivery.receivedAt,
    account: reading.account ?? null,
    hotel: reading.hotel ?? null
  }
  return { row, isNew: true, isChanged: false }
}

/** Merges what a reading reports into the state of its entity. Returns true if some of it is older than the state. */
export function applyTo(
  entity: Entity,
  { delivery, reading, target: { field }, late }: StateReport,
  { reported, omitted }: ReadingData,
  dataBytes: number
): boolean {
  if (reported === undefined) throw new Error('an event lacks the state that it reports')
  const { row } = entity
  const updatedAt = late && !entity.isNew ? row.updatedAt : delivery.receivedAt
  const wasNew = entity.isNew
  entity.isNew = false
  entity.isChanged = true
  entity.text = undefined
  if (reading.kind === 'message') {
    entity.statuses ??= messageStatuses(row.state)
    entity.statuses.add(reported)
    entity.row = { ...row, updatedAt }
    return false
  }
  const asStored = reading.data[field] === reported ? reading : { ...reading, data: { [field]: reported } }
  const { state, clock, stale } = applyReading(wasNew ? undefined : row, asStored, delivery.receivedAt, late)
  const named = withOmitted(state, reported, { omitted, field })
  const stateKey = stateKeyOf(delivery, reading)
  entity.row = {
    ...row,
    property: row.property ?? (reading.property === undefined ? null : storable(reading.property)),
    state: isOverfull(named) ? storedState(named, dataBytes).state : named,
    clock: stateKey === undefined ? clock : withStateKey(clock, stateKey),
    updatedAt
  }
  return stale
}

/** Leaves parts out of a state that is too large. Returns the JSON of the state. */
export function boundState(entity: Entity, { reported, text }: ReadingData, mostBytes: number): string {
  const { row } = entity
  const stored = row.state === reported ? { state: row.state, text } : storedState(row.state, mostBytes)
  entity.row = { ...row, state: stored.state }
  entity.text = { json: stored.text }
  return stored.text
}

/** Number of fields that merging a reading visits: all of the entity, and all of each object of which it reports a member. */
export function countVisited(state: JsonObject, reported: JsonObject | undefined): number {
  if (state === reported) return 0
  let visited = Object.keys(state).length
  for (const name of Object.keys(reported ?? {})) {
    const [object, members] = [asObject(state[name]), asObject(reported?.[name])]
    if (object !== undefined && members !== undefined) visited += countVisited(object, members)
  }
  return visited
}
