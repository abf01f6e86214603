import { createHash } from 'node:crypto'
import type { NodePgDatabase } from 'drizzle-orm/node-postgres'
import { v7 as uuidv7 } from 'uuid'
import { type Fact, isProblem, type JsonObject, type Problem, type State } from '../../schemas/reading.ts'
import {
  type EntityRow,
  findEntities,
  insertDeliveries,
  insertEvents,
  type NewEvent,
  saveEntities,
  takeTurn
} from '../db/write.ts'
import type { Delivery, Entry, Recorded } from './entry.ts'
import { applyReading, hasState, typeOfChange } from './state.ts'
import { storable, storableJson } from './storable.ts'

/**
 * Writes a group of deliveries, their events and the state they lead to, in one transaction. Events come first,
 * because only the unique key in the database says which of them are new, and a delivery tells what it became.
 */
export async function commitGroup(tx: NodePgDatabase, entries: readonly Entry[]): Promise<Recorded[]> {
  await takeTurn(tx)
  const standings = await loadStandings(tx, entries)
  const drafts = entries.map((entry) => draft(entry, standings))
  const inserted = await insertEvents(
    tx,
    drafts.flatMap(({ events }) => events)
  )
  const recorded = entries.map((entry, at) => conclude(entry, drafts[at] ?? NOTHING, inserted))
  await insertDeliveries(
    tx,
    entries.map(({ delivery }, at) => deliveryRow(delivery, recorded[at]))
  )
  await saveEntities(
    tx,
    [...standings.values()].filter(({ touched }) => touched).map(({ row }) => row)
  )
  return recorded
}

interface Draft {
  events: NewEvent[]
  problems: Problem[]
  /** Something was told that is older than what is known. */
  stale: boolean
  /** There was anything to read at all. */
  told: boolean
}

const NOTHING: Draft = { events: [], problems: [], stale: false, told: false }

/** A thing's row, as it will be after the entries seen so far. */
interface Held {
  row: EntityRow
  isNew: boolean
  touched: boolean
}

async function loadStandings(tx: NodePgDatabase, entries: readonly Entry[]): Promise<Map<string, Held>> {
  const keys = new Map<string, Buffer>()
  for (const { delivery, readings } of entries) {
    for (const reading of readings) {
      if (isProblem(reading) || !hasState(reading)) continue
      const key = entityKey(delivery, reading)
      keys.set(key.toString('hex'), key)
    }
  }
  const rows = await findEntities(tx, [...keys.values()])
  return new Map(rows.map((row) => [row.key.toString('hex'), { row, isNew: false, touched: false }]))
}

function draft({ delivery, readings }: Entry, standings: Map<string, Held>): Draft {
  const made: Draft = { events: [], problems: [], stale: false, told: false }
  for (const reading of readings) {
    if (isProblem(reading)) {
      made.problems.push(reading)
      continue
    }
    made.told = true
    const { event, stale } = draftEvent(delivery, reading, standings)
    if (event !== undefined) made.events.push(event)
    made.stale ||= stale
  }
  return made
}

function draftEvent(
  delivery: Delivery,
  reading: Fact | State,
  standings: Map<string, Held>
): { event?: NewEvent; stale: boolean } {
  if (!hasState(reading))
    return { event: eventRow(delivery, reading, String(reading.type), reading.data), stale: false }

  const key = entityKey(delivery, reading)
  const held = standings.get(key.toString('hex')) ?? newHeld(key, delivery, reading)
  const before = held.isNew ? undefined : held.row.state
  const applied = applyReading(held.isNew ? undefined : held.row, reading, delivery.receivedAt)
  const { state, clock, changes, stale } = applied
  held.row = { ...held.row, state: storableJson(state), clock, updatedAt: delivery.receivedAt }
  held.isNew = false
  held.touched = true
  standings.set(key.toString('hex'), held)

  if (reading.type !== undefined)
    return { event: eventRow(delivery, reading, reading.type, reading.data), stale: false }
  if (changes.length === 0) return { stale }
  const type = typeOfChange(reading.kind, before, state)
  const news = before === undefined ? {} : { changes }
  return { event: eventRow(delivery, reading, type, { ...reading.data, [reading.kind]: state, ...news }), stale }
}

function newHeld(key: Buffer, delivery: Delivery, reading: Fact | State): Held {
  const row: EntityRow = {
    key,
    kind: reading.kind,
    channel: delivery.channel,
    source: storable(reading.source),
    property: reading.property === undefined ? null : storable(reading.property),
    externalId: storable(reading.id),
    state: {},
    clock: {},
    updatedAt: delivery.receivedAt
  }
  return { row, isNew: true, touched: false }
}

function eventRow(delivery: Delivery, reading: Fact | State, type: string, data: object): NewEvent {
  const { source, kind, id, property, time, timebasis = 'event' } = reading
  const key = reading.type === undefined ? undefined : reading.key
  return {
    id: uuidv7(),
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
    hydrated: false,
    data: storableJson(data as JsonObject),
    key: key === undefined ? null : digest([delivery.channel, source, ...key])
  }
}

/** Says what became of a delivery, now that it is known which of its events are new. */
function conclude({ delivery }: Entry, made: Draft, inserted: ReadonlySet<string>): Recorded {
  const events = made.events.map(({ id }) => id).filter((id) => inserted.has(id))
  const recorded = { deliveryId: delivery.id, events, problems: made.problems }
  if (delivery.outcome !== undefined) return { ...recorded, outcome: delivery.outcome, reason: delivery.reason ?? null }
  if (made.problems.length > 0) {
    const reason = `${made.problems.length} of its items could not be read: ${made.problems[0]?.problem}`
    return { ...recorded, outcome: 'quarantined', reason }
  }
  if (events.length > 0 || !made.told) return { ...recorded, outcome: 'accepted', reason: delivery.reason ?? null }
  if (made.stale) return { ...recorded, outcome: 'accepted', reason: 'older than what is known, so nothing changed' }
  return { ...recorded, outcome: 'duplicate', reason: 'says nothing that is not known' }
}

function deliveryRow(delivery: Delivery, recorded: Recorded | undefined) {
  return {
    ...delivery,
    source: storable(delivery.source),
    outcome: recorded?.outcome ?? 'quarantined',
    reason: recorded?.reason == null ? null : storable(recorded.reason),
    problems: (recorded?.problems ?? []).map(({ path, problem }) => ({
      path: storable(path),
      problem: storable(problem)
    })),
    eventIds: [...(recorded?.events ?? [])]
  }
}

function entityKey(delivery: Delivery, { kind, source, property, id }: Fact | State): Buffer {
  return digest([delivery.channel, kind, source, property ?? null, id])
}

/** JSON keeps the borders between the parts, so that ["a", "bc"] and ["ab", "c"] are two keys. */
function digest(parts: readonly (string | null)[]): Buffer {
  return createHash('sha256').update(JSON.stringify(parts)).digest()
}
