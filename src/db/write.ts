import { fillPlaceholders, inArray, type Query, type SQL } from 'drizzle-orm'
import type { NodePgDatabase } from 'drizzle-orm/node-postgres'
import { PgDialect } from 'drizzle-orm/pg-core'
import type { Outcome } from '../../schemas/event.ts'
import type { Cause } from '../../schemas/reading.ts'
import { type ArrayWriter, arrayWriter } from './binary-array.ts'
import type { Session } from './connect.ts'
import { LOCKS } from './locks.ts'
import { prepareStatements } from './statements.ts'
import { deliveries, type entities, type events } from './tables.ts'

/** JSON text of the data of an event, in three pieces. The entity state in the middle is sent once, and may be stored for the entity, too. */
export interface EventData {
  before: string
  /** Null: the data has no entity state, and `before` is all of it. */
  state: string | null
  after: string
}

/** A row of `events`. */
export type NewEvent = Omit<typeof events.$inferInsert, 'position' | 'data' | 'lane'> & {
  data: EventData
  /** Decimal. Null: computed when it is read. */
  lane: string | null
}

/** The outcome of a delivery, with its reason. */
export interface DeliveryOutcome {
  outcome: Outcome
  reason: string | null
  /** The word that metrics have as the reason. */
  cause: Cause
}

export type NewDelivery = Omit<
  typeof deliveries.$inferInsert,
  'position' | 'outcome' | 'reason' | 'cause' | 'problems' | 'eventIds'
> & {
  /** JSON text. */
  problems: string
  /** Ids of events that earlier statements of the transaction have inserted for it. */
  eventIds: readonly string[]
  /** The outcome if some of its events are new, and the outcome if none is. */
  withEvents: DeliveryOutcome
  withoutEvents: DeliveryOutcome
}

/** `version` changes with each write of the row. Null: there was no row. */
export type EntityRow = typeof entities.$inferSelect & { version: string | null }

/** JSON of a state, or the id of an event that the same statement inserts and that holds the same JSON. */
type StateText = { json: string } | { carrier: string }

/** The row to write, with JSON as text. */
export type ChangedEntity = Omit<EntityRow, 'state' | 'clock'> & { state: StateText; clock: string }

/** Rows of one statement. Deliveries and events are inserted in this order. */
export interface BatchRows {
  deliveries: readonly NewDelivery[]
  events: readonly NewEvent[]
  entities: readonly ChangedEntity[]
}

export interface Inserted {
  /** Ids of those events that are new. */
  events: ReadonlySet<string>
  /** The `version` of the entities that were written. */
  version: string
}

const BEGIN_LOCKED = `begin isolation level read committed; select pg_advisory_xact_lock(${LOCKS.commit})`

/**
 * Begins a transaction and waits for the commit lock, which serializes all writers until the commit is visible. So positions
 * are given in the order of commits, and a reader that has seen position n has seen everything before it.
 */
export async function beginLocked(session: Session): Promise<void> {
  await session.$client.query({ text: BEGIN_LOCKED })
}

export async function commit(session: Session): Promise<void> {
  await session.$client.query({ text: 'commit' })
}

/**
 * Writes deliveries, their events, and changed entities in one statement. It is a transaction of its own unless one was
 * begun: it takes the commit lock, inserts the events whose key is not stored yet, and stores with each delivery which of its
 * events those are. Returns undefined, and writes nothing, if an entity changed since it was read. That is certain only if
 * the lock was taken by an earlier statement.
 */
export async function insertBatch(session: Session, rows: BatchRows): Promise<Inserted | undefined> {
  return insertedOf(await session.$client.query(insertQuery(session, rows)))
}

/**
 * The same in a transaction with the commit lock, all of it sent at once: the lock is held for one round trip. `also`: statements that
 * write nothing if the deliveries were not inserted.
 */
export async function insertBatchLocked(
  session: Session,
  rows: BatchRows,
  also: readonly SQL[] = []
): Promise<Inserted | undefined> {
  const { $client } = session
  const insert = insertQuery(session, rows)
  const others = also.map(queryOf)
  // The connection sends statements in the order of these calls, whatever happens between them.
  const [, result] = await Promise.all([
    $client.query({ text: BEGIN_LOCKED }),
    $client.query(insert),
    ...others.map((query) => $client.query(query)),
    $client.query({ text: 'commit' })
  ])
  return insertedOf(result)
}

/** Runs statements in the transaction of a session, all of them sent at once. */
export async function runAll(session: Session, statements: readonly SQL[]): Promise<void> {
  await Promise.all(statements.map((statement) => session.$client.query(queryOf(statement))))
}

const dialect = new PgDialect()

function queryOf(statement: SQL): { text: string; values: unknown[] } {
  const { sql: text, params: values } = dialect.sqlToQuery(statement)
  return { text, values }
}

/** The last statement of a transaction, and its commit, sent at once. */
export async function insertBatchAndCommit(session: Session, rows: BatchRows): Promise<Inserted | undefined> {
  const { $client } = session
  const insert = insertQuery(session, rows)
  const [result] = await Promise.all([$client.query(insert), $client.query({ text: 'commit' })])
  return insertedOf(result)
}

function insertedOf({ rows: [row] }: { rows: unknown[] }): Inserted | undefined {
  // The columns of `insertBatch` in statements.ts.
  const [ids, asRead, version] = row as [string | null, boolean, string]
  return asRead ? { events: new Set(ids?.split(',')), version } : undefined
}

function insertQuery(session: Session, rows: BatchRows) {
  const { insertBatch, arrays } = toolsOf(session)
  const { sql: text, params } = insertBatch
  return {
    name: 'bellhook_insert_batch',
    text,
    values: fillPlaceholders(params, valuesOf(rows, arrays)),
    rowMode: 'array'
  }
}

function valuesOf({ deliveries, events, entities }: BatchRows, arrays: ArrayWriter): Record<string, Buffer | null> {
  arrays.reset()
  return {
    id: arrays.text(deliveries, (row) => row.id),
    channel: arrays.text(deliveries, (row) => row.channel),
    source: arrays.text(deliveries, (row) => row.source),
    endpoint: arrays.text(deliveries, (row) => row.endpoint),
    contentType: arrays.text(deliveries, (row) => row.contentType),
    receivedAt: arrays.text(deliveries, (row) => row.receivedAt),
    verified: arrays.text(deliveries, (row) => String(row.verified)),
    masked: arrays.text(deliveries, (row) => String(row.masked)),
    outcome: arrays.text(deliveries, (row) => row.withEvents.outcome),
    reason: arrays.text(deliveries, (row) => row.withEvents.reason),
    outcomeWithout: arrays.text(deliveries, (row) => row.withoutEvents.outcome),
    reasonWithout: arrays.text(deliveries, (row) => row.withoutEvents.reason),
    problems: arrays.text(deliveries, (row) => row.problems),
    eventIds: arrays.text(deliveries, (row) => `{${row.eventIds.join(',')}}`),
    body: arrays.bytes(deliveries, (row) => row.body),
    traceparent: arrays.text(deliveries, (row) => row.traceparent),
    contentEncoding: arrays.text(deliveries, (row) => row.contentEncoding),
    eventId: arrays.text(events, (row) => row.id),
    type: arrays.text(events, (row) => row.type),
    eventSource: arrays.text(events, (row) => row.source),
    subject: arrays.text(events, (row) => row.subject),
    time: arrays.text(events, (row) => row.time),
    eventChannel: arrays.text(events, (row) => row.channel),
    property: arrays.text(events, (row) => row.property),
    deliveryId: arrays.text(events, (row) => row.deliveryId),
    eventReceivedAt: arrays.text(events, (row) => row.receivedAt),
    timebasis: arrays.text(events, (row) => row.timebasis),
    eventVerified: arrays.text(events, (row) => String(row.verified)),
    hydrated: arrays.text(events, (row) => String(row.hydrated)),
    before: arrays.text(events, (row) => row.data.before),
    eventState: arrays.text(events, (row) => row.data.state),
    after: arrays.text(events, (row) => row.data.after),
    key: arrays.bytes(events, (row) => row.key),
    corrects: arrays.text(events, (row) => row.corrects),
    eventTraceparent: arrays.text(events, (row) => row.traceparent),
    entityKey: arrays.bytes(entities, (row) => row.key),
    version: arrays.text(entities, (row) => row.version),
    kind: arrays.text(entities, (row) => row.kind),
    entityChannel: arrays.text(entities, (row) => row.channel),
    entitySource: arrays.text(entities, (row) => row.source),
    entityProperty: arrays.text(entities, (row) => row.property),
    externalId: arrays.text(entities, (row) => row.externalId),
    state: arrays.text(entities, ({ state }) => ('json' in state ? state.json : null)),
    carrier: arrays.text(entities, ({ state }) => ('carrier' in state ? state.carrier : null)),
    clock: arrays.text(entities, (row) => row.clock),
    updatedAt: arrays.text(entities, (row) => row.updatedAt),
    account: arrays.text(deliveries, (row) => row.account),
    hotel: arrays.text(deliveries, (row) => row.hotel),
    cause: arrays.text(deliveries, (row) => row.withEvents.cause),
    causeWithout: arrays.text(deliveries, (row) => row.withoutEvents.cause),
    proven: arrays.text(deliveries, (row) => row.proven && `{${row.proven.join(',')}}`),
    waiting: arrays.text(deliveries, (row) => row.waiting && arrayLiteral(row.waiting)),
    eventAccount: arrays.text(events, (row) => row.account),
    eventHotel: arrays.text(events, (row) => row.hotel),
    lane: arrays.text(events, (row) => row.lane),
    entityAccount: arrays.text(entities, (row) => row.account),
    entityHotel: arrays.text(entities, (row) => row.hotel)
  }
}

/** A list of texts as PostgreSQL reads it. */
function arrayLiteral(texts: readonly string[]): string {
  return `{${texts.map((text) => `"${text.replace(/[\\"]/g, '\\$&')}"`).join(',')}}`
}

/** The ids of deliveries, among these, that are stored already. */
export async function findDeliveries(session: NodePgDatabase, ids: readonly string[]): Promise<ReadonlySet<string>> {
  if (ids.length === 0) return new Set()
  const rows = await session
    .select({ id: deliveries.id })
    .from(deliveries)
    .where(inArray(deliveries.id, [...ids]))
  return new Set(rows.map(({ id }) => id))
}

/** The keys of events in hex, among these, that are stored already. */
export async function findEventKeys(session: NodePgDatabase, keys: readonly string[]): Promise<Set<string>> {
  if (keys.length === 0) return new Set()
  const { findEventKeys, arrays } = toolsOf(session)
  const rows = await findEventKeys.execute({ keys: arrays.bytes(keys, (key) => Buffer.from(key, 'hex')) })
  return new Set(rows.map(({ key }) => key?.toString('hex') ?? ''))
}

/**
 * Entities by their keys. If their states have more than `mostBytes` together, only some are returned, at least one, and `complete` is
 * false.
 */
export async function findEntities(
  session: NodePgDatabase,
  keys: readonly Buffer[],
  mostBytes: number
): Promise<{ rows: EntityRow[]; complete: boolean }> {
  if (keys.length === 0) return { rows: [], complete: true }
  const { findEntities, arrays } = toolsOf(session)
  arrays.reset()
  const found = await findEntities.execute({ keys: arrays.bytes(keys, (key) => key), mostBytes })
  const rows = found.flatMap(({ state, ...row }) => (state === null ? [] : [{ ...row, state }]))
  return { rows, complete: rows.length === found.length }
}

type Tools = Omit<ReturnType<typeof prepareStatements>, 'insertBatch'> & { insertBatch: Query; arrays: ArrayWriter }
const tools = new WeakMap<NodePgDatabase, Tools>()

/** Each connection prepares each statement once: planning and building the text cost as much as the insert itself. */
function toolsOf(session: NodePgDatabase): Tools {
  const existing = tools.get(session)
  if (existing) return existing
  const added = { ...prepareStatements(session), arrays: arrayWriter() }
  tools.set(session, added)
  return added
}
