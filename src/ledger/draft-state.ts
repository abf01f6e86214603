import type { NodePgDatabase } from 'drizzle-orm/node-postgres'
import type { Fact, State } from '../../schemas/reading.ts'
import type { Delivery } from '../contract/delivery.ts'
import { findEntities, findEventKeys } from '../db/find-stored.ts'
import type { EntityRow } from '../db/written-rows.ts'
import { creationKey, entityKey, formerKeyOf, isCreation, keyOf } from './digest.ts'
import type { MessageStatuses } from './message-status.ts'
import { reportedState } from './state.ts'

/** A reading that reports the state of an entity, with the keys that its event depends on. */
export interface Target {
  /** The member of the reading's data that has the state. */
  field: string
  key: Buffer
  /** `key` in hex. */
  entity: string
  /** The key of the entity from before its ids were declared to be global. */
  formerKey: Buffer | undefined
  /** If the reading is a creation: key in hex of the event by which a state has reported that creation. */
  creation: string | undefined
  /** The dedup key, if the sender gives one. */
  fact: Buffer | null
  /** The dedup key in hex. Undefined for a status, which only rises, so that a repetition does no harm. */
  repeats: string | undefined
  /** The key in hex under which an earlier version stored the fact. */
  formerly: string | undefined
}

/** An entity, changed by each reading that is drafted. */
export interface Entity {
  /** The row after the readings so far, without `statuses`. */
  row: EntityRow
  /** Set for a message once a status was reported. The state is made of it when the row is written. */
  statuses?: MessageStatuses
  /** True: no reading has reported it before. */
  isNew: boolean
  isChanged: boolean
  /** JSON of the state, or the id of an event with the same JSON. Undefined: not made yet. */
  text?: { json: string } | { carrier: string } | undefined
}

/** The stored entities and events that the readings of a batch are compared with. Drafting each reading changes it. */
export interface DraftState {
  /** By the key of the entity in hex. */
  entities: Map<string, Entity>
  /** Keys in hex of the events that are stored, or were drafted before. */
  eventKeys: Set<string>
  /** False: only some entities were read, because their states have too many bytes together. */
  isComplete: boolean
}

/** Undefined for a reading that reports no state. */
export function targetOf(
  delivery: Pick<Delivery, 'channel' | 'receivedAt'>,
  reading: Fact | State
): Target | undefined {
  const state = reportedState(reading)
  if (state === undefined) return undefined
  const key = entityKey(delivery, reading)
  const fact = keyOf(delivery, reading)
  return {
    field: state.field,
    key,
    entity: key.toString('hex'),
    formerKey:
      reading.isGlobal && reading.property !== undefined ? entityKey(delivery, hotelKeyed(reading)) : undefined,
    creation: isCreation(reading) ? creationKey(delivery, reading).toString('hex') : undefined,
    fact,
    repeats: reading.kind === 'message' ? undefined : fact?.toString('hex'),
    formerly: formerKeyOf(delivery, reading)?.toString('hex')
  }
}

function hotelKeyed({ kind, source, property, id, account, hotel }: Fact | State): Parameters<typeof entityKey>[1] {
  return { kind, source, property, id, account, hotel }
}

/**
 * Reads the entities and event keys that drafting these targets depends on. A target whose entity is stored under its former key gets
 * that key.
 */
export async function readDraftState(
  session: NodePgDatabase,
  targets: readonly (Target | undefined)[],
  mostBytes: number
): Promise<DraftState> {
  const keys = new Map<string, Buffer>()
  const events = new Set<string>()
  for (const target of targets) {
    if (target === undefined) continue
    keys.set(target.entity, target.key)
    if (target.formerKey !== undefined) keys.set(target.formerKey.toString('hex'), target.formerKey)
    if (target.creation !== undefined) events.add(target.creation)
    if (target.repeats !== undefined) events.add(target.repeats)
    if (target.formerly !== undefined) events.add(target.formerly)
  }
  if (keys.size === 0) return emptyDraftState()
  // Both queries are sent at once, and take one round trip.
  const [{ rows, complete }, eventKeys] = await Promise.all([
    findEntities(session, [...keys.values()], mostBytes),
    findEventKeys(session, [...events])
  ])
  const entities = new Map(rows.map((row) => [row.key.toString('hex'), { row, isNew: false, isChanged: false }]))
  for (const target of targets) if (target?.formerKey !== undefined) useFormerKey(target, target.formerKey, entities)
  return { entities, eventKeys, isComplete: complete }
}

function useFormerKey(target: Target, formerKey: Buffer, entities: ReadonlyMap<string, Entity>): void {
  const former = formerKey.toString('hex')
  if (entities.has(target.entity) || !entities.has(former)) return
  target.key = formerKey
  target.entity = former
}

/** A new object for each batch, because drafting changes it. */
export function emptyDraftState(): DraftState {
  return { entities: new Map(), eventKeys: new Set(), isComplete: true }
}
