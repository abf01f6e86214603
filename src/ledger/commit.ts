import { hash } from 'node:crypto'
import type { NodePgDatabase } from 'drizzle-orm/node-postgres'
import { type Fact, isProblem, type Problem, type State } from '../../schemas/reading.ts'
import {
  beginTurn,
  commit,
  type EntityRow,
  findDeliveries,
  findEntities,
  insertGroup,
  type NewDelivery,
  type NewEvent,
  saveEntities,
  type Verdict
} from '../db/write.ts'
import type { Delivery, Entry, Recorded } from './entry.ts'
import { newId } from './new-id.ts'
import { applyReading, hasState, typeOfChange } from './state.ts'
import { storable, storableJson, storableValue } from './storable.ts'

/**
 * Writes a group of deliveries, their events and the state they lead to, in one transaction. Where nothing has a state,
 * one statement is enough; else there are two round trips, each with several statements, because all other writers wait
 * meanwhile. `again`: some may have been written before, and it is not known which.
 */
export async function commitGroup(
  session: NodePgDatabase,
  entries: readonly Entry[],
  { again = false } = {}
): Promise<Recorded[]> {
  const keys = entityKeys(entries)
  if (keys.length === 0 && !again) return store(session, entries, new Map())

  const ids = again ? entries.map(({ delivery }) => delivery.id) : []
  const [, stored, rows] = await Promise.all([
    beginTurn(session),
    findDeliveries(session, ids),
    findEntities(session, keys)
  ])
  const missing = entries.filter(({ delivery }) => !stored.has(delivery.id))
  const standings = new Map(rows.map((row) => [row.key.toString('hex'), { row, isNew: false, touched: false }]))
  const kept = store(session, missing, standings)
  const touched = [...standings.values()].filter((held) => held.touched).map(({ row }) => row)
  const [recorded] = await Promise.all([kept, saveEntities(session, touched), commit(session)])
  return recorded
}

/** Drafts at once what is then written; `standings` are as they will be. */
async function store(
  session: NodePgDatabase,
  entries: readonly Entry[],
  standings: Map<string, Held>
): Promise<Recorded[]> {
  const drafts = entries.map((entry) => draft(entry, standings))
  const rows = entries.map(({ delivery }, at) => deliveryRow(delivery, drafts[at] ?? NOTHING))
  const events = drafts.flatMap(({ events }) => events)
  const news = await insertGroup(session, rows, events)
  return rows.map(({ id, withNews, withoutNews }, at) => {
    const { events, problems } = drafts[at] ?? NOTHING
    const ids = events.map((event) => event.id).filter((id) => news.has(id))
    return { deliveryId: id, ...(ids.length > 0 ? withNews : withoutNews), problems, events: ids }
  })
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

function entityKeys(entries: readonly Entry[]): Buffer[] {
  const keys = new Map<string, Buffer>()
  for (const { delivery, readings } of entries) {
    for (const reading of readings) {
      if (isProblem(reading) || !hasState(reading)) continue
      const key = entityKey(delivery, reading)
      keys.set(key.toString('hex'), key)
    }
  }
  return [...keys.values()]
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

  const told = { ...reading, data: storableValue(reading.data) }
  const key = entityKey(delivery, reading)
  const held = standings.get(key.toString('hex')) ?? newHeld(key, delivery, reading)
  const before = held.isNew ? undefined : held.row.state
  const applied = applyReading(held.isNew ? undefined : held.row, told, delivery.receivedAt)
  const { state, clock, changes, stale } = applied
  held.row = { ...held.row, state, clock, updatedAt: delivery.receivedAt }
  held.isNew = false
  held.touched = true
  standings.set(key.toString('hex'), held)

  if (reading.type !== undefined) return { event: eventRow(delivery, reading, reading.type, reading.data), stale }
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
    key: key === undefined ? null : digest([delivery.channel, source, ...key])
  }
}

function deliveryRow(delivery: Delivery, made: Draft): NewDelivery {
  return {
    ...delivery,
    source: storable(delivery.source),
    problems:
      made.problems.length === 0 ? '[]' : storableJson(made.problems.map(({ path, problem }) => ({ path, problem }))),
    withNews: verdict(delivery, made, true),
    withoutNews: verdict(delivery, made, false)
  }
}

// Most deliveries are one of these, so they are made once.
const ACCEPTED: Verdict = { outcome: 'accepted', reason: null }
const DUPLICATE: Verdict = { outcome: 'duplicate', reason: 'says nothing that is not known' }
const UNCHANGED: Verdict = { outcome: 'accepted', reason: 'older than what is known, so nothing changed' }
const OLDER: Verdict = { outcome: 'accepted', reason: 'older than what is known, which stays as it is' }

/** What a delivery is, depending on whether any of its events is new. */
function verdict({ outcome, reason }: Delivery, { events, problems, told, stale }: Draft, news: boolean): Verdict {
  const [first] = problems
  if (outcome !== undefined) return { outcome, reason: reason === undefined ? null : storable(reason) }
  if (first !== undefined) {
    const reason = `${problems.length} of its items could not be read: ${storable(first.problem)}`
    return { outcome: 'quarantined', reason }
  }
  if (news || !told) return news && stale ? OLDER : ACCEPTED
  return stale && events.length === 0 ? UNCHANGED : DUPLICATE
}

function entityKey(delivery: Delivery, { kind, source, property, id }: Fact | State): Buffer {
  return digest([delivery.channel, kind, source, property ?? null, id])
}

/** JSON keeps the borders between the parts, so that ["a", "bc"] and ["ab", "c"] are two keys. */
function digest(parts: readonly (string | null)[]): Buffer {
  return hash('sha256', JSON.stringify(parts), 'buffer')
}
