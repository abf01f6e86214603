import type { Fact, JsonObject, State } from '../../schemas/reading.ts'
import type { EntityRow, EventData, NewEvent } from '../db/write.ts'
import { creationKey, keyOf } from './digest.ts'
import type { Delivery } from './entry.ts'
import type { Held, Known } from './known.ts'
import { newId } from './new-id.ts'
import { applyReading, changesOf, type Late, typeOfChange } from './state.ts'
import { storable, storableJson, storableValue } from './storable.ts'

export interface DraftedEvent {
  /** Absent: it tells nothing that is not known. */
  event?: NewEvent
  /** Where it was read as a state: how the thing stood, if it was known, and how it stands. */
  moved?: { before: JsonObject | undefined; after: JsonObject }
  /** It tells something that is older than what is known. */
  stale: boolean
}

/** What a reading becomes. What is known is then as it will be. */
export function draftEvent(
  delivery: Delivery,
  reading: Fact | State,
  { things, taken, places }: Known,
  late?: Late
): DraftedEvent {
  const place = places.get(reading)
  if (place === undefined) {
    const data = whole(storableJson(reading.data))
    return { event: eventRow(delivery, reading, String(reading.type), data, keyOf(delivery, reading)), stale: false }
  }

  // Others may have told of the thing since, so a repetition says nothing of how it stands now.
  if (place.repeats !== undefined && taken.has(place.repeats)) return { stale: false }

  const { told, field, fact } = place
  const { value, text } = storableValue(told)
  const others = Object.fromEntries(Object.entries(reading.data).filter(([name]) => name !== field))
  const about = value === told ? reading : { ...reading, data: { ...others, [field]: value } }
  const standing = things.get(place.thing)?.row
  const before = standing?.state
  const { state, clock, stale } = applyReading(standing, about, delivery.receivedAt, late)
  const updatedAt = late && standing ? standing.updatedAt : delivery.receivedAt
  const row = { ...(standing ?? newRow(place.key, delivery, reading)), state, clock, updatedAt }
  const stateText = state === value ? text : JSON.stringify(state)
  const held: Held = { row, told: { json: stateText } }
  things.set(place.thing, held)

  const isToldAgain = place.creation !== undefined && taken.has(place.creation)
  if (reading.type !== undefined && !isToldAgain) {
    const event = eventRow(delivery, reading, reading.type, dataWith(field, text, others), fact)
    if (state === value) held.told = { carrier: event.id }
    if (place.repeats !== undefined) taken.add(place.repeats)
    return { event, stale }
  }
  const moved = { before, after: state }
  const changes = before === undefined ? undefined : changesOf(before, state)
  if (changes?.length === 0) return { moved, stale }
  const type = typeOfChange(reading.kind, before, state)
  const data = dataWith(field, stateText, changes === undefined ? others : Object.assign({}, others, { changes }))
  const creation = type === 'reservation.created' ? creationKey(delivery, reading) : undefined
  if (creation !== undefined) taken.add(creation.toString('hex'))
  const event = eventRow(delivery, reading, type, data, creation ?? fact)
  held.told = { carrier: event.id }
  return { event, moved, stale }
}

function whole(json: string): EventData {
  return { before: json, state: null, after: '' }
}

function dataWith(field: string, state: string, others: object): EventData {
  const rest = storableJson(others)
  return { before: `{"${field}":`, state, after: rest === '{}' ? rest.slice(1) : `,${rest.slice(1)}` }
}

function newRow(key: Buffer, delivery: Delivery, reading: Fact | State): EntityRow {
  return {
    key,
    version: null,
    kind: reading.kind,
    channel: delivery.channel,
    source: storable(reading.source),
    property: reading.property === undefined ? null : storable(reading.property),
    externalId: storable(reading.id),
    // Given right after. A spread that adds fields is twenty times as slow to V8 as one that only changes them.
    state: {},
    clock: {},
    updatedAt: delivery.receivedAt
  }
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
