import type { NodePgDatabase } from 'drizzle-orm/node-postgres'
import { type Fact, isProblem, type Problem, type Reading, type State } from '../../schemas/reading.ts'
import {
  beginTurn,
  type ChangedEntity,
  commit,
  type EntityRow,
  findDeliveries,
  findEntities,
  findEventKeys,
  insertGroup,
  type NewDelivery,
  type NewEvent,
  type Verdict
} from '../db/write.ts'
import { creationKey, digest, entityKey, isCreation } from './digest.ts'
import type { Delivery, Entry, Recorded } from './entry.ts'
import { newId } from './new-id.ts'
import { applyReading, hasState, typeOfChange } from './state.ts'
import { storable, storableJson, storableValue } from './storable.ts'

/**
 * Writes a group of deliveries, their events and the state they lead to, in one transaction. All other writers wait while
 * it has the turn, so what is known of things is looked up before, and only if somebody changed one of them meanwhile,
 * once more under the turn. `again`: some may have been written before, and it is not known which.
 */
export async function commitGroup(
  session: NodePgDatabase,
  entries: readonly Entry[],
  { again = false } = {}
): Promise<Recorded[]> {
  const keys = keysOf(entries)
  if (!again) {
    const recorded = await tryGroup(session, entries, keys)
    if (recorded !== undefined) return recorded
  }
  const ids = again ? entries.map(({ delivery }) => delivery.id) : []
  const [, stored, known] = await Promise.all([beginTurn(session), findDeliveries(session, ids), lookUp(session, keys)])
  const missing = entries.filter(({ delivery }) => !stored.has(delivery.id))
  const [recorded] = await Promise.all([store(session, missing, known), commit(session)])
  if (recorded === undefined) throw new Error('an entity was written by somebody who had not waited for the turn')
  return recorded
}

/** Undefined, and nothing is written: what was looked up is no longer so. */
async function tryGroup(
  session: NodePgDatabase,
  entries: readonly Entry[],
  keys: Keys
): Promise<Recorded[] | undefined> {
  if (keys.things.length === 0) return store(session, entries, NOTHING_KNOWN)
  const known = await lookUp(session, keys)
  const [, recorded] = await Promise.all([beginTurn(session), store(session, entries, known), commit(session)])
  return recorded
}

async function lookUp(session: NodePgDatabase, { things, creations, places }: Keys): Promise<Known> {
  const [rows, created] = await Promise.all([findEntities(session, things), findEventKeys(session, creations)])
  return { things: new Map(rows.map((row) => [row.key.toString('hex'), { row, touched: false }])), created, places }
}

/** Drafts at once what is then written; what is known is then as it will be. */
async function store(
  session: NodePgDatabase,
  entries: readonly Entry[],
  known: Known
): Promise<Recorded[] | undefined> {
  const drafts = entries.map((entry) => draft(entry, known))
  const rows = entries.map(({ delivery }, at) => deliveryRow(delivery, drafts[at] ?? NOTHING))
  const events = drafts.flatMap(({ events }) => events)
  const changed = [...known.things.values()].filter(({ touched }) => touched).map(({ row }) => changedRow(row))
  const news = await insertGroup(session, rows, events, changed)
  if (news === undefined) return undefined
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
  touched: boolean
}

interface Keys {
  things: readonly Buffer[]
  /** In hex. */
  creations: readonly string[]
  places: Places
}

/** The thing that a reading with a state is about. */
interface Place {
  key: Buffer
  /** The same in hex. */
  thing: string
  /** Key in hex of the event that tells its creation, where the reading is one. */
  creation: string | undefined
}

type Places = ReadonlyMap<Reading, Place>

/** By their keys in hex. */
interface Known {
  things: Map<string, Held>
  /** Reservations whose creation a state has told. */
  created: Set<string>
  places: Places
}

const NOTHING_KNOWN: Known = { things: new Map(), created: new Set(), places: new Map() }

function keysOf(entries: readonly Entry[]): Keys {
  const things = new Map<string, Buffer>()
  const creations = new Set<string>()
  const places = new Map<Reading, Place>()
  for (const { delivery, readings } of entries) {
    for (const reading of readings) {
      if (isProblem(reading) || !hasState(reading)) continue
      const key = entityKey(delivery, reading)
      const thing = key.toString('hex')
      const creation = isCreation(reading) ? creationKey(delivery, reading).toString('hex') : undefined
      things.set(thing, key)
      if (creation !== undefined) creations.add(creation)
      places.set(reading, { key, thing, creation })
    }
  }
  return { things: [...things.values()], creations: [...creations], places }
}

function draft({ delivery, readings }: Entry, known: Known): Draft {
  const made: Draft = { events: [], problems: [], stale: false, told: false }
  for (const reading of readings) {
    if (isProblem(reading)) {
      made.problems.push(reading)
      continue
    }
    made.told = true
    const { event, stale } = draftEvent(delivery, reading, known)
    if (event !== undefined) made.events.push(event)
    made.stale ||= stale
  }
  return made
}

function draftEvent(
  delivery: Delivery,
  reading: Fact | State,
  { things, created, places }: Known
): { event?: NewEvent; stale: boolean } {
  const key = keyOf(delivery, reading)
  const place = places.get(reading)
  if (place === undefined)
    return { event: eventRow(delivery, reading, String(reading.type), reading.data, key), stale: false }

  const told = { ...reading, data: storableValue(reading.data) }
  const standing = things.get(place.thing)?.row
  const before = standing?.state
  const { state, clock, changes, stale } = applyReading(standing, told, delivery.receivedAt)
  const row = { ...(standing ?? newRow(place.key, delivery, reading)), state, clock, updatedAt: delivery.receivedAt }
  things.set(place.thing, { row, touched: true })

  const isToldAgain = place.creation !== undefined && created.has(place.creation)
  if (reading.type !== undefined && !isToldAgain)
    return { event: eventRow(delivery, reading, reading.type, reading.data, key), stale }
  if (changes.length === 0) return { stale }
  const type = typeOfChange(reading.kind, before, state)
  const news = before === undefined ? {} : { changes }
  const data = { ...reading.data, [reading.kind]: state, ...news }
  if (type !== 'reservation.created') return { event: eventRow(delivery, reading, type, data, key), stale }
  const creation = creationKey(delivery, reading)
  created.add(creation.toString('hex'))
  return { event: eventRow(delivery, reading, type, data, creation), stale }
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

/** Its JSON is made once here; the arrays look at each value twice. */
function changedRow(row: EntityRow): ChangedEntity {
  return { ...row, state: JSON.stringify(row.state), clock: JSON.stringify(row.clock) }
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
    key
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

/** What makes a fact unique, where its sender gives something to tell by. */
function keyOf({ channel }: Delivery, reading: Fact | State): Buffer | null {
  if (reading.type === undefined || reading.key === undefined) return null
  return digest([channel, reading.source, ...reading.key])
}
