import type { Fact, Json, JsonObject, State } from '../../schemas/reading.ts'
import type { Delivery } from '../contract/delivery.ts'
import { newId } from '../contract/new-id.ts'
import type { EntityRow, EventData, NewEvent } from '../db/write.ts'
import { escapedPath } from './clock.ts'
import { asObject, type Difference, isSame, ownField } from './differences.ts'
import { creationKey, keyOf } from './digest.ts'
import { fitData, named } from './fit-data.ts'
import type { Entity, KnownState, Target } from './look-up.ts'
import { itemsById } from './merge.ts'
import { messageStatuses } from './message-status.ts'
import { runNow } from './pacer.ts'
import { isWithin, type ReadingData } from './reading-data.ts'
import { applyReading, changesOf, type Late, typeOfChange } from './state.ts'
import { hasStateKey, stateKeyOf, withStateKey } from './state-keys.ts'
import { storable, storableJson } from './storable.ts'
import { isOverfull, storedState, withOmitted } from './stored-state.ts'

/** A reading on its way to an event. */
export interface Item {
  delivery: Delivery
  reading: Fact | State
  target: Target | undefined
  /** Of a replayed delivery. */
  late?: Late | undefined
  /** Data of the event that the reading of a replayed delivery has become. */
  earlier?: JsonObject | undefined
  /** True: the delivery was read before, so the key of a state says nothing. */
  isReplayed?: boolean
}

export interface DraftedEvent {
  /** Undefined: the reading contains no new information. */
  event?: NewEvent
  /** The entity's state before and after, where the reading was read as a state. */
  moved?: { before: JsonObject | undefined; after: JsonObject }
  /** A field was reported that is older than the stored one. */
  isStale: boolean
  /** Bytes of JSON that were made. */
  cost: number
  /** The same, with the fields of the state that were visited. */
  work: number
}

/** Copying and comparing a field takes as long as that many bytes of JSON. */
const FIELD_BYTES = 32

/** True: the event of this reading is stored. Others may have changed the entity since, so it says nothing of its state. */
export function isRepetition(target: Target | undefined, known: KnownState): boolean {
  if (target?.repeats !== undefined && known.eventKeys.has(target.repeats)) return true
  return target?.formerly !== undefined && known.eventKeys.has(target.formerly)
}

/**
 * What a reading becomes. Changes what is known to what it will be. `isCrowded`: the event gets no more of the entity's state than
 * the reading reports.
 */
export function draftEvent(
  item: Item,
  data: ReadingData,
  known: KnownState,
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
  const entity = known.entities.get(target.entity) ?? newEntity(target.key, delivery, reading)
  known.entities.set(target.entity, entity)
  const stateKey = stateKeyOf(delivery, reading)
  if (stateKey !== undefined && !item.isReplayed && hasStateKey(entity.row.clock, stateKey)) {
    return { isStale: false, cost: data.cost, work: data.cost }
  }
  const before = entity.isNew ? undefined : entity.row.state
  const isStale = applyTo(entity, { ...item, target }, data, dataBytes)
  // A status is added to the statuses of its message, and visits no others.
  const isStatus = reading.kind === 'message'
  const fields = (isStatus ? 1 : countVisited(entity.row.state, data.reported)) * FIELD_BYTES

  const isReportedCreation = target.creation !== undefined && known.eventKeys.has(target.creation)
  if (reading.type !== undefined && !isReportedCreation) {
    const about = locatedReading(reading, entity)
    const event = eventRow(delivery, about, reading.type, parts(target.field, data.text, data.rest), target.fact)
    if (entity.row.state === data.reported) entity.text = { carrier: event.id }
    if (target.repeats !== undefined) known.eventKeys.add(target.repeats)
    return { event, isStale, cost: data.cost, work: data.cost + fields }
  }

  const text = isCrowded ? undefined : boundState(entity, data, dataBytes)
  const after = entity.row.state
  const changes = before === undefined ? undefined : changesOf(before, after)
  const moved = { before, after }
  const cost = data.cost + (text?.length ?? 0)
  const isNotice = reading.type === undefined && reading.isNotice === true
  if (changes?.length === 0 && !isNotice) return { moved, isStale, cost, work: cost + fields }
  const type = typeOfChange(reading.kind, before, after)
  const creation = type === 'reservation.created' ? creationKey(delivery, reading) : undefined
  if (creation !== undefined) known.eventKeys.add(creation.toString('hex'))
  const stateData = dataOfState(target.field, { data, changes, state: after, text }, dataBytes)
  const event = eventRow(delivery, locatedReading(reading, entity), type, stateData, creation ?? target.fact)
  if (text !== undefined && stateData.state === text) entity.text = { carrier: event.id }
  const made = cost + stateData.after.length
  return { event, moved, isStale, cost: made, work: made + fields }
}

/** Fields of a state that a reading visits: all of the entity, and those of each object that it reports something of. */
function countVisited(state: JsonObject, reported: JsonObject | undefined): number {
  if (state === reported) return 0
  let visited = Object.keys(state).length
  for (const name of Object.keys(reported ?? {})) {
    const [object, members] = [asObject(state[name]), asObject(reported?.[name])]
    if (object !== undefined && members !== undefined) visited += countVisited(object, members)
  }
  return visited
}

/** True for a state that is reported as its event has reported it. What the event has besides may be from others. */
function reportsTheSame(
  { type, kind, assumed }: Fact | State,
  { reported }: ReadingData,
  earlier: JsonObject
): boolean {
  const then = asObject(earlier[kind])
  if (type !== undefined || reported === undefined || then === undefined) return false
  return includes(then, reported, new Set(assumed), '')
}

/** True if a value that was merged into another is still all in there. */
function includes(all: Json | undefined, part: Json | undefined, assumed: ReadonlySet<string>, path: string): boolean {
  if (part === undefined || assumed.has(path) || isSame(all, part)) return true
  const [object, members] = [asObject(all), asObject(part)]
  if (object !== undefined && members !== undefined) {
    const above = path === '' ? '' : `${path}/`
    return Object.keys(members).every((name) =>
      includes(ownField(object, name), members[name], assumed, above + escapedPath(name))
    )
  }
  const [items, some] = [itemsById(all ?? null), itemsById(part)]
  if (items === undefined || some === undefined) return false
  return [...some].every(([id, item]) => includes(items.get(id), item, assumed, `${path}/${escapedPath(id)}`))
}

/** Adds what a reading reports to the state of its entity. True: some of it is older than the state. */
function applyTo(
  entity: Entity,
  { delivery, reading, target: { field }, late }: Item & { target: Target },
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

/** The reading with the hotel of its entity, where the id is enough to find that and the sender names no hotel. */
function locatedReading(reading: Fact | State, { row: { property } }: Entity): Fact | State {
  const isLocated = !reading.isGlobal || reading.property !== undefined || property === null
  return isLocated ? reading : { ...reading, property }
}

/** Leaves out of the state what makes it too large. Returns its JSON. */
function boundState(entity: Entity, { reported, text }: ReadingData, mostBytes: number): string {
  const { row } = entity
  const stored = row.state === reported ? { state: row.state, text } : storedState(row.state, mostBytes)
  entity.row = { ...row, state: stored.state }
  entity.text = { json: stored.text }
  return stored.text
}

interface StateChange {
  data: ReadingData
  changes: readonly Difference[] | undefined
  state: JsonObject
  /** JSON of the state; undefined: the delivery is crowded, and its events have only what the reading reports. */
  text: string | undefined
}

/** Data of an event that a state has led to: the whole state, and what changed. */
function dataOfState(field: string, { data, changes, state, text }: StateChange, dataBytes: number): EventData {
  if (text === undefined) {
    const others = { ...JSON.parse(data.rest), omitted: [...data.omitted, { path: `/${field}`, bytes: 0 }] }
    return parts(field, data.text, JSON.stringify(others))
  }
  const rest = changes === undefined ? data.rest : withMember(data.rest, 'changes', storableJson(changes))
  if (isWithin(text, rest, dataBytes)) return parts(field, text, rest)
  const all = { [field]: state, ...JSON.parse(rest) }
  const fitted = runNow(fitData(all, dataBytes - dataBytes / 8, field))
  const omitted = named([...data.omitted, ...fitted.omitted], dataBytes / 8)
  return whole(JSON.stringify({ ...fitted.data, omitted }))
}

/** JSON of an object with one more member, the last. */
function withMember(object: string, name: string, value: string): string {
  if (object.includes(`"${name}":`)) return JSON.stringify({ ...JSON.parse(object), [name]: JSON.parse(value) })
  return `${object.slice(0, -1)}${object === '{}' ? '' : ','}"${name}":${value}}`
}

function whole(json: string): EventData {
  return { before: json, state: null, after: '' }
}

function parts(field: string, state: string, rest: string): EventData {
  return { before: `{"${field}":`, state, after: rest === '{}' ? rest.slice(1) : `,${rest.slice(1)}` }
}

function newEntity(key: Buffer, delivery: Delivery, reading: Fact | State): Entity {
  const row: EntityRow = {
    key,
    version: null,
    kind: reading.kind,
    channel: delivery.channel,
    source: storable(reading.source),
    property: reading.property === undefined ? null : storable(reading.property),
    externalId: storable(reading.id),
    // Set right after. V8 copies an object that gets no further field twenty times as fast.
    state: {},
    clock: {},
    updatedAt: delivery.receivedAt
  }
  return { row, isNew: true, isChanged: false }
}

function eventRow(
  delivery: Delivery,
  { source, kind, id, property, time, timebasis = 'event' }: Fact | State,
  type: string,
  data: EventData,
  key: Buffer | null
): NewEvent {
  return {
    id: newId(),
    type: storable(type),
    source: storable(source),
    subject: storable(`${kind}/${id}`),
    time: time ?? delivery.receivedAt,
    channel: delivery.channel,
    property: property === undefined ? null : storable(property),
    deliveryId: delivery.id,
    receivedAt: delivery.receivedAt,
    timebasis: time === undefined ? 'received' : timebasis,
    verified: delivery.verified,
    data,
    key,
    traceparent: delivery.traceparent
  }
}
