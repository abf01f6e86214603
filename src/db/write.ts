import { inArray, sql } from 'drizzle-orm'
import type { NodePgDatabase } from 'drizzle-orm/node-postgres'
import { deliveries, entities, events } from './tables.ts'

export type NewEvent = Omit<typeof events.$inferInsert, 'position'>
export type NewDelivery = Omit<typeof deliveries.$inferInsert, 'position'>
export type EntityRow = typeof entities.$inferSelect

/** Any number that nobody else uses; it must stay the same for as long as two versions may run side by side. */
const TURN = 7_236_514_002

/**
 * Waits until no other transaction is writing, and keeps the turn until the commit is visible. So positions are given
 * in the order of commits, and a reader that has seen position n has seen everything before it.
 */
export async function takeTurn(tx: NodePgDatabase): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${TURN})`)
}

/** Inserts what is not known yet by its key, in this order, and returns the ids of those. */
export async function insertEvents(tx: NodePgDatabase, rows: readonly NewEvent[]): Promise<ReadonlySet<string>> {
  if (rows.length === 0) return new Set()
  const inserted = await statements(tx).insertEvents.execute({
    id: rows.map((row) => row.id),
    type: rows.map((row) => row.type),
    source: rows.map((row) => row.source),
    subject: rows.map((row) => row.subject),
    time: rows.map((row) => row.time),
    channel: rows.map((row) => row.channel),
    property: rows.map((row) => row.property ?? null),
    deliveryId: rows.map((row) => row.deliveryId),
    receivedAt: rows.map((row) => row.receivedAt),
    timebasis: rows.map((row) => row.timebasis),
    verified: rows.map((row) => row.verified),
    hydrated: rows.map((row) => row.hydrated),
    data: rows.map((row) => JSON.stringify(row.data)),
    key: rows.map((row) => row.key ?? null)
  })
  return new Set(inserted.map(({ id }) => id))
}

export async function insertDeliveries(tx: NodePgDatabase, rows: readonly NewDelivery[]): Promise<void> {
  await statements(tx).insertDeliveries.execute({
    id: rows.map((row) => row.id),
    channel: rows.map((row) => row.channel),
    source: rows.map((row) => row.source),
    endpoint: rows.map((row) => row.endpoint),
    contentType: rows.map((row) => row.contentType ?? null),
    receivedAt: rows.map((row) => row.receivedAt),
    verified: rows.map((row) => row.verified),
    masked: rows.map((row) => row.masked),
    outcome: rows.map((row) => row.outcome),
    reason: rows.map((row) => row.reason ?? null),
    problems: rows.map((row) => JSON.stringify(row.problems)),
    // An array of arrays would have to be rectangular.
    eventIds: rows.map((row) => `{${row.eventIds.join(',')}}`),
    body: rows.map((row) => row.body)
  })
}

export async function findEntities(tx: NodePgDatabase, keys: readonly Buffer[]): Promise<EntityRow[]> {
  if (keys.length === 0) return []
  return tx
    .select()
    .from(entities)
    .where(inArray(entities.key, [...keys]))
}

export async function saveEntities(tx: NodePgDatabase, rows: readonly EntityRow[]): Promise<void> {
  if (rows.length === 0) return
  await statements(tx).saveEntities.execute({
    key: rows.map((row) => row.key),
    kind: rows.map((row) => row.kind),
    channel: rows.map((row) => row.channel),
    source: rows.map((row) => row.source),
    property: rows.map((row) => row.property),
    externalId: rows.map((row) => row.externalId),
    state: rows.map((row) => JSON.stringify(row.state)),
    clock: rows.map((row) => JSON.stringify(row.clock)),
    updatedAt: rows.map((row) => row.updatedAt)
  })
}

type Statements = ReturnType<typeof prepare>
const prepared = new WeakMap<NodePgDatabase, Statements>()

/** Each connection prepares each statement once: planning and building the text cost as much as the insert itself. */
function statements(tx: NodePgDatabase): Statements {
  const known = prepared.get(tx)
  if (known) return known
  const made = prepare(tx)
  prepared.set(tx, made)
  return made
}

const list = (name: string, type: string) => sql`${sql.placeholder(name)}::${sql.raw(type)}[]`

function prepare(tx: NodePgDatabase) {
  return {
    insertEvents: tx
      .insert(events)
      .select(
        sql`select nextval('events_position_seq'), id, type, source, subject, time, channel, property, delivery_id, received_at, timebasis, verified,
              hydrated, data::jsonb, key
            from unnest(${list('id', 'uuid')}, ${list('type', 'text')}, ${list('source', 'text')},
              ${list('subject', 'text')}, ${list('time', 'timestamptz')}, ${list('channel', 'text')},
              ${list('property', 'text')}, ${list('deliveryId', 'uuid')}, ${list('receivedAt', 'timestamptz')},
              ${list('timebasis', 'text')}, ${list('verified', 'bool')}, ${list('hydrated', 'bool')},
              ${list('data', 'text')}, ${list('key', 'bytea')})
              with ordinality as given (id, type, source, subject, time, channel, property, delivery_id, received_at,
                timebasis, verified, hydrated, data, key, place)
            order by place`
      )
      .onConflictDoNothing({ target: events.key })
      .returning({ id: events.id })
      .prepare('bellhook_insert_events'),

    insertDeliveries: tx
      .insert(deliveries)
      .select(
        sql`select nextval('deliveries_position_seq'), id, channel, source, endpoint, content_type, received_at, verified, masked, outcome, reason,
              problems::jsonb, event_ids::uuid[], body
            from unnest(${list('id', 'uuid')}, ${list('channel', 'text')}, ${list('source', 'text')},
              ${list('endpoint', 'text')}, ${list('contentType', 'text')}, ${list('receivedAt', 'timestamptz')},
              ${list('verified', 'bool')}, ${list('masked', 'bool')}, ${list('outcome', 'text')},
              ${list('reason', 'text')}, ${list('problems', 'text')}, ${list('eventIds', 'text')},
              ${list('body', 'bytea')})
              with ordinality as given (id, channel, source, endpoint, content_type, received_at, verified, masked,
                outcome, reason, problems, event_ids, body, place)
            order by place`
      )
      .prepare('bellhook_insert_deliveries'),

    saveEntities: tx
      .insert(entities)
      .select(
        sql`select key, kind, channel, source, property, external_id, state::jsonb, clock::jsonb, updated_at
            from unnest(${list('key', 'bytea')}, ${list('kind', 'text')}, ${list('channel', 'text')},
              ${list('source', 'text')}, ${list('property', 'text')}, ${list('externalId', 'text')},
              ${list('state', 'text')}, ${list('clock', 'text')}, ${list('updatedAt', 'timestamptz')})
              as given (key, kind, channel, source, property, external_id, state, clock, updated_at)`
      )
      .onConflictDoUpdate({
        target: entities.key,
        set: { state: sql`excluded.state`, clock: sql`excluded.clock`, updatedAt: sql`excluded.updated_at` }
      })
      .prepare('bellhook_save_entities')
  }
}
