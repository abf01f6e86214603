import type { NodePgDatabase } from 'drizzle-orm/node-postgres'
import type { Fact, State } from '../../schemas/reading.ts'
import type { Delivery } from '../contract/delivery.ts'
import { type EntityRow, findEntities, findEventKeys } from '../db/write.ts'
import { creationKey, entityKey, formerKeyOf, isCreation, keyOf } from './digest.ts'
import type { MessageStatuses } from './message-status.ts'
import { reportedState } from './state.ts'

/** A reading that reports the state of an entity, with the keys that its event depends on. */
export interface Target {
  /** Where in the reading's data the state is. */
  field: string
  key: Buffer
  /** The same in hex. */
  entity: string
  /** The key of the entity from before its ids were declared to be global. */
  formerKey: Buffer | undefined
  /** Key in hex of the event by which a state has reported the creation of the entity, if this reading is a creation. */
  creation: string | undefined
  /** What makes the fact unique, where the sender gives such a key. */
  fact: Buffer | null
  /** The same in hex. Undefined for a status: it only ever rises, so a repetition does no harm. */
  repeats: string | undefined
  /** The key in hex under which an earlier version stored the fact. */
  formerly: string | undefined
}

/** An entity while a batch is drafted. */
export interface Entity {
  /** As it is after the readings so far, but for `statuses`. */
  row: EntityRow
  /** Of a message, once a status was reported. Its state is made of them when it is written. */
  statuses?: MessageStatuses
  /** Nothing was reported of it before. */
  isNew: boolean
  isChanged: boolean
  /** JSON of the state, or the event that holds the same. Undefined: it has to be made. */
  text?: { json: string } | { carrier: string } | undefined
}

/** What drafting depends on, and changes. It belongs to one batch. */
export interface KnownState {
  /** By their keys in hex. */
  entities: Map<string, Entity>
  /** Keys in hex of events that are stored, or drafted before. */
  eventKeys: Set<string>
  /** False: not all entities were read, because their states have too many bytes together. */
  isComplete: boolean
}

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

function hotelKeyed({ kind, source, property, id }: Fact | State): Parameters<typeof entityKey>[1] {
  return { kind, source, property, id }
}

/** Reads what is known of some entities. A target whose entity is stored under its former key gets that key. */
export async function lookUp(
  session: NodePgDatabase,
  targets: readonly (Target | undefined)[],
  mostBytes: number
): Promise<KnownState> {
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
  if (keys.size === 0) return nothingKnown()
  // Sent at once, and answered in one round trip.
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

/** A new one for each batch, because drafting changes it. */
export function nothingKnown(): KnownState {
  return { entities: new Map(), eventKeys: new Set(), isComplete: true }
}
