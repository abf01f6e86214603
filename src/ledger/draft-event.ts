import type { Fact, JsonObject, State } from '../../schemas/reading.ts'
import type { Delivery } from '../contract/delivery.ts'
import { laneOf } from '../contract/lane.ts'
import { newId } from '../contract/new-id.ts'
import type { EventData, NewEvent } from '../db/written-rows.ts'
import { creationKey, keyOf } from './digest.ts'
import { applyTo, boundState, countVisited, newEntity, type StateReport } from './draft-entity.ts'
import type { DraftState, Entity, Target } from './draft-state.ts'
import { dataOfState, parts, whole } from './event-data.ts'
import type { ReadingData } from './reading-data.ts'
import { reportsTheSame } from './same-report.ts'
import { changesOf } from './state.ts'
import { hasStateKey, stateKeyOf } from './state-keys.ts'
import { storable } from './storable.ts'
import { typeOfReading } from './type-of-reading.ts'

export interface Item extends Omit<StateReport, 'target'> {
  target: Target | undefined
  /** For a replayed delivery: data of the event that the reading became. */
  earlier?: JsonObject | undefined
  /** True: the delivery was read before, so the key of a state says nothing. */
  isReplayed?: boolean
}

export interface DraftedEvent {
  /** Undefined: the reading contains no new information. */
  event?: NewEvent
  /** The state of the entity before and after the reading, if the reading was drafted as a state. */
  moved?: { before: JsonObject | undefined; after: JsonObject }
  /** True: a reported field is older than the stored one. */
  isStale: boolean
  /** Bytes of JSON that were serialized. */
  cost: number
  /** `cost`, and the equivalent in bytes of the fields that were visited. */
  work: number
}

/** Copying and comparing a field takes as long as serializing this many bytes. */
const FIELD_BYTES = 32

/** True: the event of this reading is stored already. The state must not be merged again, because later deliveries may have changed it. */
export function isRepetition(target: Target | undefined, draftState: DraftState): boolean {
  if (target?.repeats !== undefined && draftState.eventKeys.has(target.repeats)) return true
  return target?.formerly !== undefined && draftState.eventKeys.has(target.formerly)
}

/**
 * Drafts the event of a reading, and updates the draft state with it. `isCrowded`: the event gets only the part of the entity state
 * that the reading reports.
 */
export function draftEvent(
  item: Item,
  data: ReadingData,
  draftState: DraftState,
  { isCrowded, dataBytes }: { isCrowded: boolean; dataBytes: number }
): DraftedEvent {
  const { delivery, reading, target } = item
  if (target === undefined) {
    const event = eventRow(delivery, reading, String(reading.type), whole(data.rest), keyOf(delivery, reading))
    return { event, isStale: false, cost: data.cost, work: data.cost }
  }
  if (item.earlier !== undefined && reportsTheSame(reading, data, item.earlier)) {
    return { isStale: false, cost: data.cost, work: data.cost }
  }
  const entity = draftState.entities.get(target.entity) ?? newEntity(target.key, delivery, reading)
  draftState.entities.set(target.entity, entity)
  const stateKey = stateKeyOf(delivery, reading)
  if (stateKey !== undefined && !item.isReplayed && hasStateKey(entity.row.clock, stateKey)) {
    return { isStale: false, cost: data.cost, work: data.cost }
  }
  const before = entity.isNew || isOnlyNamed(reading, entity) ? undefined : entity.row.state
  const isStale = applyTo(entity, { ...item, target }, data, dataBytes)
  // A status visits no other statuses of its message.
  const isStatus = reading.kind === 'message'
  const fields = (isStatus ? 1 : countVisited(entity.row.state, data.reported)) * FIELD_BYTES

  const isReportedCreation = target.creation !== undefined && draftState.eventKeys.has(target.creation)
  if (reading.type !== undefined && !isReportedCreation) {
    const about = locatedReading(reading, entity)
    const event = eventRow(delivery, about, reading.type, parts(target.field, data.text, data.rest), target.fact)
    if (entity.row.state === data.reported) entity.text = { carrier: event.id }
    if (target.repeats !== undefined) draftState.eventKeys.add(target.repeats)
    return { event, isStale, cost: data.cost, work: data.cost + fields }
  }

  const text = isCrowded ? undefined : boundState(entity, data, dataBytes)
  const after = entity.row.state
  const changes = before === undefined ? undefined : changesOf(before, after)
  const moved = { before, after }
  const cost = data.cost + (text?.length ?? 0)
  const isNotice = reading.type === undefined && reading.isNotice === true
  if (changes?.length === 0 && !isNotice) return { moved, isStale, cost, work: cost + fields }
  if (reading.fetched?.isBaseline) return { isStale, cost, work: cost + fields }
  const type = typeOfReading(reading, before, after)
  const creation = type === 'reservation.created' ? creationKey(delivery, reading) : undefined
  if (creation !== undefined) draftState.eventKeys.add(creation.toString('hex'))
  const stateData = dataOfState(target.field, { data, changes, state: after, text }, dataBytes)
  const event = eventRow(delivery, locatedReading(reading, entity), type, stateData, creation ?? target.fact)
  if (text !== undefined && stateData.state === text) entity.text = { carrier: event.id }
  const made = cost + stateData.after.length
  return { event, moved, isStale, cost: made, work: made + fields }
}

/** True: only thin events have reported the entity, and this reading is the first with more than its id. */
function isOnlyNamed({ fetched }: Fact | State, { row: { state } }: Entity): boolean {
  return fetched !== undefined && Object.keys(state).every((name) => name === 'externalId' || name === 'source')
}

/** The reading with the hotel of its entity, if the id is enough to find the entity and the sender names no hotel. */
function locatedReading(reading: Fact | State, { row: { property } }: Entity): Fact | State {
  const isLocated = !reading.isGlobal || reading.property !== undefined || property === null
  return isLocated ? reading : { ...reading, property }
}

function eventRow(
  delivery: Delivery,
  reading: Fact | State,
  type: string,
  data: EventData,
  key: Buffer | null
): NewEvent {
  const { source, kind, id, property, time, timebasis = 'event', account, hotel } = reading
  const moment = reading.type === undefined ? reading.moments?.[type] : undefined
  const subject = storable(`${kind}/${id}`)
  return {
    id: newId(),
    type: storable(type),
    source: storable(source),
    subject,
    time: moment ?? time ?? delivery.receivedAt,
    channel: delivery.channel,
    property: property === undefined ? null : storable(property),
    deliveryId: delivery.id,
    receivedAt: delivery.receivedAt,
    timebasis: moment !== undefined ? 'event' : time === undefined ? 'received' : timebasis,
    hydrated: reading.fetched !== undefined,
    verified: delivery.verified,
    data,
    key,
    traceparent: delivery.traceparent,
    account: account ?? null,
    hotel: hotel ?? null,
    lane: laneOf({ type, channel: delivery.channel, source, property, subject, data: reading.data })
  }
}
