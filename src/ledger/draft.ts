import type { Fact, State } from '../../schemas/reading.ts'
import type { NewEvent } from '../db/write.ts'
import type { Difference } from './differences.ts'
import { creationKey, digest } from './digest.ts'
import type { Delivery } from './entry.ts'
import type { Known } from './known.ts'
import { newId } from './new-id.ts'
import { applyReading, type Late, typeOfChange } from './state.ts'
import { storable, storableJson, storableValue } from './storable.ts'

export interface DraftedEvent {
  /** Absent: it tells nothing that is not known. */
  event?: NewEvent
  /** Where it was read as a state: what it changes. */
  changes?: readonly Difference[]
  /** It tells something that is older than what is known. */
  stale: boolean
}

/** What a reading becomes. What is known is then as it will be. */
export function draftEvent(
  delivery: Delivery,
  reading: Fact | State,
  { things, created, places }: Known,
  late?: Late
): DraftedEvent {
  const key = keyOf(delivery, reading)
  const place = places.get(reading)
  if (place === undefined)
    return { event: eventRow(delivery, reading, String(reading.type), reading.data, key), stale: false }

  const told = { ...reading, data: storableValue(reading.data) }
  const standing = things.get(place.thing)?.row
  const before = standing?.state
  const { state, clock, changes, stale } = applyReading(standing, told, delivery.receivedAt, late)
  const updatedAt = late && standing ? standing.updatedAt : delivery.receivedAt
  const row = { ...(standing ?? newRow(place.key, delivery, reading)), state, clock, updatedAt }
  things.set(place.thing, { row, touched: true })

  const isToldAgain = place.creation !== undefined && created.has(place.creation)
  if (reading.type !== undefined && !isToldAgain)
    return { event: eventRow(delivery, reading, reading.type, reading.data, key), stale }
  if (changes.length === 0) return { changes, stale }
  const type = typeOfChange(reading.kind, before, state)
  const news = before === undefined ? {} : { changes }
  const data = { ...reading.data, [reading.kind]: state, ...news }
  if (type !== 'reservation.created') return { event: eventRow(delivery, reading, type, data, key), changes, stale }
  const creation = creationKey(delivery, reading)
  created.add(creation.toString('hex'))
  return { event: eventRow(delivery, reading, type, data, creation), changes, stale }
}

function newRow(key: Buffer, delivery: Delivery, reading: Fact | State) {
  return {
    key,
    version: null,
    kind: reading.kind,
    channel: delivery.channel,
    source: storable(reading.source),
    property: reading.property === undefined ? null : storable(reading.property),
    externalId: storable(reading.id)
  }
}

function eventRow(
  delivery: Delivery,
  { source, kind, id, property, time, timebasis = 'event' }: Fact | State,
  type: string,
  data: object,
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
    data: storableJson(data),
    key,
    traceparent: delivery.traceparent
  }
}

/** What makes a fact unique, where its sender gives something to tell by. */
export function keyOf({ channel }: Delivery, reading: Fact | State): Buffer | null {
  if (reading.type === undefined || reading.key === undefined) return null
  return digest([channel, reading.source, ...reading.key])
}
