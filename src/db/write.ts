import { inArray, sql } from 'drizzle-orm'
import type { NodePgDatabase } from 'drizzle-orm/node-postgres'
import type { Outcome } from '../../schemas/event.ts'
import type { Cause } from '../../schemas/reading.ts'
import { type ArrayWriter, arrayWriter } from './binary-array.ts'
import { prepareStatements, TURN } from './statements.ts'
import { deliveries, type entities, type events } from './tables.ts'

/** JSON text, in three pieces so that the state in it can be written for its thing as well, and is sent once. */
export interface EventData {
  before: string
  /** Null: it holds none that is written elsewhere, and `before` is all. */
  state: string | null
  after: string
}

/** A row of `events`. */
export type NewEvent = Omit<typeof events.$inferInsert, 'position' | 'data' | 'hydrated'> & { data: EventData }

/** What a delivery is, depending on whether any of its events is new. */
export interface Verdict {
  outcome: Outcome
  reason: string | null
  /** For counting; it is not stored. */
  cause: Cause
}

export type NewDelivery = Omit<
  typeof deliveries.$inferInsert,
  'position' | 'outcome' | 'reason' | 'problems' | 'eventIds'
> & {
  /** JSON text. */
  problems: string
  withNews: Verdict
  withoutNews: Verdict
}

/** `version` tells whether the row was written since it was read; null: there was none. */
export type EntityRow = typeof entities.$inferSelect & { version: string | null }

/** JSON of a state, or the id of an event that is written with it and holds the same. */
export type Told = { json: string } | { carrier: string }

/** A row as it is to be, with JSON as text. */
export type ChangedEntity = Omit<EntityRow, 'state' | 'clock'> & { state: Told; clock: string }

/**
 * Begins a transaction and waits until no other one is writing. The turn is kept until the commit is visible. So
 * positions are given in the order of commits, and a reader that has seen position n has seen everything before it.
 */
export async function beginTurn(session: NodePgDatabase): Promise<void> {
  // Without `.execute()` it would be sent a moment later, and behind what is asked in the same breath.
  await session
    .execute(sql.raw(`begin isolation level read committed; select pg_advisory_xact_lock(${TURN})`))
    .execute()
}

export async function commit(session: NodePgDatabase): Promise<void> {
  await session.execute(sql.raw('commit')).execute()
}

/**
 * Writes deliveries, their events and changed entities in one statement, which is a transaction of its own where none was
 * begun: it takes the turn, inserts the events that are not known yet by their key, and tells each delivery which of its
 * events those were. Both in the order they are given. Returns the ids of the new events; undefined, and nothing is
 * written, where an entity is no longer as it was read. That is seen for certain only when the turn was taken before.
 */
export async function insertGroup(
  session: NodePgDatabase,
  newDeliveries: readonly NewDelivery[],
  newEvents: readonly NewEvent[],
  changed: readonly ChangedEntity[]
): Promise<ReadonlySet<string> | undefined> {
  const { insertGroup, arrays } = toolsOf(session)
  arrays.reset()
  const [row] = await insertGroup.execute({
    id: arrays.text(newDeliveries, (row) => row.id),
    channel: arrays.text(newDeliveries, (row) => row.channel),
    source: arrays.text(newDeliveries, (row) => row.source),
    endpoint: arrays.text(newDeliveries, (row) => row.endpoint),
    contentType: arrays.text(newDeliveries, (row) => row.contentType),
    receivedAt: arrays.text(newDeliveries, (row) => row.receivedAt),
    verified: arrays.text(newDeliveries, (row) => String(row.verified)),
    masked: arrays.text(newDeliveries, (row) => String(row.masked)),
    outcome: arrays.text(newDeliveries, (row) => row.withNews.outcome),
    reason: arrays.text(newDeliveries, (row) => row.withNews.reason),
    outcomeWithout: arrays.text(newDeliveries, (row) => row.withoutNews.outcome),
    reasonWithout: arrays.text(newDeliveries, (row) => row.withoutNews.reason),
    problems: arrays.text(newDeliveries, (row) => row.problems),
    body: arrays.bytes(newDeliveries, (row) => row.body),
    traceparent: arrays.text(newDeliveries, (row) => row.traceparent),
    eventId: arrays.text(newEvents, (row) => row.id),
    type: arrays.text(newEvents, (row) => row.type),
    eventSource: arrays.text(newEvents, (row) => row.source),
    subject: arrays.text(newEvents, (row) => row.subject),
    time: arrays.text(newEvents, (row) => row.time),
    eventChannel: arrays.text(newEvents, (row) => row.channel),
    property: arrays.text(newEvents, (row) => row.property),
    deliveryId: arrays.text(newEvents, (row) => row.deliveryId),
    eventReceivedAt: arrays.text(newEvents, (row) => row.receivedAt),
    timebasis: arrays.text(newEvents, (row) => row.timebasis),
    eventVerified: arrays.text(newEvents, (row) => String(row.verified)),
    before: arrays.text(newEvents, (row) => row.data.before),
    told: arrays.text(newEvents, (row) => row.data.state),
    after: arrays.text(newEvents, (row) => row.data.after),
    key: arrays.bytes(newEvents, (row) => row.key),
    corrects: arrays.text(newEvents, (row) => row.corrects),
    eventTraceparent: arrays.text(newEvents, (row) => row.traceparent),
    entityKey: arrays.bytes(changed, (row) => row.key),
    version: arrays.text(changed, (row) => row.version),
    kind: arrays.text(changed, (row) => row.kind),
    entityChannel: arrays.text(changed, (row) => row.channel),
    entitySource: arrays.text(changed, (row) => row.source),
    entityProperty: arrays.text(changed, (row) => row.property),
    externalId: arrays.text(changed, (row) => row.externalId),
    state: arrays.text(changed, ({ state }) => ('json' in state ? state.json : null)),
    carrier: arrays.text(changed, ({ state }) => ('carrier' in state ? state.carrier : null)),
    clock: arrays.text(changed, (row) => row.clock),
    updatedAt: arrays.text(changed, (row) => row.updatedAt)
  })
  return row?.asRead ? new Set(row.ids?.split(',')) : undefined
}

/** Ids of those deliveries that are stored already. */
export async function findDeliveries(session: NodePgDatabase, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set()
  const rows = await session
    .select({ id: deliveries.id })
    .from(deliveries)
    .where(inArray(deliveries.id, [...ids]))
  return new Set(rows.map(({ id }) => id))
}

/** Of these keys of events, in hex, those that are taken. */
export async function findEventKeys(session: NodePgDatabase, keys: readonly string[]): Promise<Set<string>> {
  if (keys.length === 0) return new Set()
  const { findEventKeys, arrays } = toolsOf(session)
  const rows = await findEventKeys.execute({ keys: arrays.bytes(keys, (key) => Buffer.from(key, 'hex')) })
  return new Set(rows.map(({ key }) => key?.toString('hex') ?? ''))
}

export async function findEntities(session: NodePgDatabase, keys: readonly Buffer[]): Promise<EntityRow[]> {
  if (keys.length === 0) return []
  const { findEntities, arrays } = toolsOf(session)
  arrays.reset()
  return findEntities.execute({ keys: arrays.bytes(keys, (key) => key) })
}

type Tools = ReturnType<typeof prepareStatements> & { arrays: ArrayWriter }
const tools = new WeakMap<NodePgDatabase, Tools>()

/** Each connection prepares each statement once: planning and building the text cost as much as the insert itself. */
function toolsOf(session: NodePgDatabase): Tools {
  const known = tools.get(session)
  if (known) return known
  const made = { ...prepareStatements(session), arrays: arrayWriter() }
  tools.set(session, made)
  return made
}
