import { eq, getTableColumns, inArray, sql } from 'drizzle-orm'
import type { NodePgDatabase } from 'drizzle-orm/node-postgres'
import type { Outcome } from '../../schemas/event.ts'
import type { Cause } from '../../schemas/reading.ts'
import { type ArrayWriter, arrayWriter } from './binary-array.ts'
import { deliveries, entities, events } from './tables.ts'

/** A row of `events`; `data` is JSON text. */
export type NewEvent = Omit<typeof events.$inferInsert, 'position' | 'data' | 'hydrated'> & { data: string }

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
/** An event that is written with it, and the field of its data that is the state: it is neither sent nor parsed twice. */
export interface Carrier {
  event: string
  field: string
}
/** The same, with JSON as text. */
export type ChangedEntity = Omit<EntityRow, 'state' | 'clock'> & { state: string | Carrier; clock: string }

/** Any number that nobody else uses; it must stay the same for as long as two versions may run side by side. */
const TURN = 7_236_514_002

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
    data: arrays.text(newEvents, (row) => row.data),
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
    state: arrays.text(changed, ({ state }) => (typeof state === 'string' ? state : null)),
    carrier: arrays.text(changed, ({ state }) => (typeof state === 'string' ? null : state.event)),
    field: arrays.text(changed, ({ state }) => (typeof state === 'string' ? null : state.field)),
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

type Tools = ReturnType<typeof prepare> & { arrays: ArrayWriter }
const tools = new WeakMap<NodePgDatabase, Tools>()

/** Each connection prepares each statement once: planning and building the text cost as much as the insert itself. */
function toolsOf(session: NodePgDatabase): Tools {
  const known = tools.get(session)
  if (known) return known
  const made = { ...prepare(session), arrays: arrayWriter() }
  tools.set(session, made)
  return made
}

const texts = (name: string) => sql`${sql.placeholder(name)}::text[]`
const byteas = (name: string) => sql`${sql.placeholder(name)}::bytea[]`

function prepare(session: NodePgDatabase) {
  // The turn comes before the first nextval: both inserts read from it.
  const turn = sql`(select pg_advisory_xact_lock(${sql.raw(String(TURN))}) offset 0) as turn`

  const changed = session.$with('changed', {}).as(
    sql`select * from unnest(${byteas('entityKey')}, ${texts('version')}, ${texts('kind')}, ${texts('entityChannel')},
          ${texts('entitySource')}, ${texts('entityProperty')}, ${texts('externalId')}, ${texts('state')},
          ${texts('carrier')}, ${texts('field')}, ${texts('clock')}, ${texts('updatedAt')})
          as given (key, version, kind, channel, source, property, external_id, state, carrier, field, clock, updated_at)`
  )

  // Whoever writes a row leaves the number of the transaction in it.
  const checked = session.$with('checked', { asRead: sql<boolean>`as_read`.as('as_read') }).as(
    sql`select not exists (
          select from changed
          where version is distinct from (select xmin::text from entities where entities.key = changed.key)
        ) as as_read`
  )

  const told = session.$with('told', {}).as(
    sql`select id::uuid, type, source, subject, time::timestamptz, channel, property, delivery_id::uuid,
          received_at::timestamptz, timebasis, verified::boolean, data::jsonb, key, corrects::uuid, traceparent
        from unnest(${texts('eventId')}, ${texts('type')}, ${texts('eventSource')}, ${texts('subject')}, ${texts('time')},
          ${texts('eventChannel')}, ${texts('property')}, ${texts('deliveryId')}, ${texts('eventReceivedAt')},
          ${texts('timebasis')}, ${texts('eventVerified')}, ${texts('data')}, ${byteas('key')}, ${texts('corrects')},
          ${texts('eventTraceparent')})
          as given (id, type, source, subject, time, channel, property, delivery_id, received_at, timebasis, verified,
            data, key, corrects, traceparent)`
  )

  const inserted = session.$with('inserted').as(
    session
      .insert(events)
      .select(
        sql`select nextval('events_position_seq'), id, type, source, subject, time, channel, property, delivery_id,
              received_at, timebasis, verified, false, data, key, corrects, traceparent
            from ${turn}, checked, told where as_read`
      )
      .onConflictDoNothing({ target: events.key })
      .returning({ id: events.id, deliveryId: events.deliveryId, position: events.position })
  )

  const stored = session.$with('stored').as(
    session
      .insert(deliveries)
      .select(
        sql`select nextval('deliveries_position_seq'), id::uuid, channel, source, endpoint, content_type,
              received_at::timestamptz, verified::boolean, masked::boolean,
              case when ids is null then outcome_without else outcome end,
              case when ids is null then reason_without else reason end, problems::jsonb, coalesce(ids, '{}'), body,
              traceparent
            from ${turn}, checked, unnest(${texts('id')}, ${texts('channel')}, ${texts('source')}, ${texts('endpoint')},
              ${texts('contentType')}, ${texts('receivedAt')}, ${texts('verified')}, ${texts('masked')},
              ${texts('outcome')}, ${texts('reason')}, ${texts('outcomeWithout')}, ${texts('reasonWithout')},
              ${texts('problems')}, ${byteas('body')}, ${texts('traceparent')}) with ordinality
              as given (id, channel, source, endpoint, content_type, received_at, verified, masked, outcome, reason,
                outcome_without, reason_without, problems, body, traceparent, place)
            left join (select delivery_id, array_agg(id order by position) as ids from inserted group by delivery_id)
              as made on made.delivery_id = given.id::uuid
            where as_read
            order by place`
      )
      .returning({ id: deliveries.id })
  )

  const saved = session.$with('saved').as(
    session
      .insert(entities)
      .select(
        sql`select changed.key, kind, changed.channel, changed.source, changed.property, external_id,
              coalesce(state::jsonb, told.data -> field), clock::jsonb, updated_at::timestamptz
            from checked, changed left join told on told.id = carrier::uuid where as_read`
      )
      .onConflictDoUpdate({
        target: entities.key,
        set: { state: sql`excluded.state`, clock: sql`excluded.clock`, updatedAt: sql`excluded.updated_at` }
      })
      .returning({ key: entities.key })
  )

  return {
    insertGroup: session
      .with(changed, checked, told, inserted, stored, saved)
      .select({
        ids: sql<string | null>`(select string_agg(${inserted.id}::text, ',') from ${inserted})`,
        asRead: checked.asRead
      })
      .from(checked)
      .prepare('bellhook_insert_group'),

    findEntities: session
      .select({ ...getTableColumns(entities), version: sql<string>`xmin::text` })
      .from(entities)
      .where(eq(entities.key, sql`any(${byteas('keys')})`))
      .prepare('bellhook_find_entities'),

    findEventKeys: session
      .select({ key: events.key })
      .from(events)
      .where(eq(events.key, sql`any(${byteas('keys')})`))
      .prepare('bellhook_find_event_keys')
  }
}
