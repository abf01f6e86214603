import { eq, getTableColumns, type SQL, sql } from 'drizzle-orm'
import type { NodePgDatabase } from 'drizzle-orm/node-postgres'
import { LOCKS } from './locks.ts'
import { deliveries, entities, events } from './tables.ts'

const texts = (name: string) => sql`${sql.placeholder(name)}::text[]`
const byteas = (name: string) => sql`${sql.placeholder(name)}::bytea[]`

/** The statements of writers, prepared once on a connection. */
export function prepareStatements(session: NodePgDatabase) {
  return { insertBatch: insertBatch(session), ...lookUps(session) }
}

function insertBatch(session: NodePgDatabase) {
  // The lock is taken before the first nextval, because both inserts read from it.
  const lock = sql`(select pg_advisory_xact_lock(${sql.raw(String(LOCKS.commit))}) offset 0) as lock`

  const changed = session.$with('changed', {}).as(
    sql`select * from unnest(${byteas('entityKey')}, ${texts('version')}, ${texts('kind')}, ${texts('entityChannel')},
          ${texts('entitySource')}, ${texts('entityProperty')}, ${texts('externalId')}, ${texts('state')},
          ${texts('carrier')}, ${texts('clock')}, ${texts('updatedAt')}, ${texts('entityAccount')}, ${texts('entityHotel')})
          as given (key, version, kind, channel, source, property, external_id, state, carrier, clock, updated_at, account,
            hotel)`
  )

  // xmin is the transaction that wrote the row last.
  const checked = session.$with('checked', { asRead: sql<boolean>`as_read`.as('as_read') }).as(
    sql`select not exists (
          select from changed
          where version is distinct from (select xmin::text from entities where entities.key = changed.key)
        ) as as_read`
  )

  const drafted = session.$with('drafted', {}).as(
    sql`select id::uuid, type, source, subject, time::timestamptz, channel, property, delivery_id::uuid,
          received_at::timestamptz, timebasis, verified::boolean, hydrated::boolean, (before || coalesce(state, '') || after)::json as data, state,
          key, corrects::uuid, traceparent, account, hotel, lane::bigint
        from unnest(${texts('eventId')}, ${texts('type')}, ${texts('eventSource')}, ${texts('subject')}, ${texts('time')},
          ${texts('eventChannel')}, ${texts('property')}, ${texts('deliveryId')}, ${texts('eventReceivedAt')},
          ${texts('timebasis')}, ${texts('eventVerified')}, ${texts('hydrated')}, ${texts('before')}, ${texts('eventState')}, ${texts('after')},
          ${byteas('key')}, ${texts('corrects')}, ${texts('eventTraceparent')}, ${texts('eventAccount')}, ${texts('eventHotel')},
          ${texts('lane')})
          as given (id, type, source, subject, time, channel, property, delivery_id, received_at, timebasis, verified, hydrated,
            before, state, after, key, corrects, traceparent, account, hotel, lane)`
  )

  const inserted = session.$with('inserted').as(
    session
      .insert(events)
      .select(
        sql`select nextval('events_position_seq'), id, type, source, subject, time, channel, property, delivery_id,
              received_at, timebasis, verified, hydrated, data, key, corrects, traceparent, account, hotel, lane
            from ${lock}, checked, drafted where as_read`
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
              case when ids is null and event_ids = '{}' then outcome_without else outcome end,
              case when ids is null and event_ids = '{}' then reason_without else reason end, problems::json,
              event_ids::uuid[] || coalesce(ids, '{}'), body, traceparent, content_encoding, account, hotel,
              case when ids is null and event_ids = '{}' then cause_without else cause end, proven::int[], waiting::text[]
            from ${lock}, checked, unnest(${texts('id')}, ${texts('channel')}, ${texts('source')}, ${texts('endpoint')},
              ${texts('contentType')}, ${texts('receivedAt')}, ${texts('verified')}, ${texts('masked')},
              ${texts('outcome')}, ${texts('reason')}, ${texts('outcomeWithout')}, ${texts('reasonWithout')},
              ${texts('problems')}, ${texts('eventIds')}, ${byteas('body')}, ${texts('traceparent')},
              ${texts('contentEncoding')}, ${texts('account')}, ${texts('hotel')}, ${texts('cause')}, ${texts('causeWithout')},
              ${texts('proven')}, ${texts('waiting')}) with ordinality
              as given (id, channel, source, endpoint, content_type, received_at, verified, masked, outcome, reason,
                outcome_without, reason_without, problems, event_ids, body, traceparent, content_encoding, account, hotel,
                cause, cause_without, proven, waiting, place)
            left join (select delivery_id, array_agg(id order by position) as ids from inserted group by delivery_id)
              as written on written.delivery_id = given.id::uuid
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
              coalesce(changed.state, drafted.state)::json, clock::json, updated_at::timestamptz, changed.account, changed.hotel
            from checked, changed left join drafted on drafted.id = carrier::uuid where as_read`
      )
      .onConflictDoUpdate({
        target: entities.key,
        set: {
          state: sql`excluded.state`,
          clock: sql`excluded.clock`,
          property: sql`excluded.property`,
          updatedAt: sql`excluded.updated_at`
        }
      })
      .returning({ key: entities.key })
  )

  return session
    .with(changed, checked, drafted, inserted, stored, saved)
    .select({
      ids: sql<string | null>`(select string_agg(${inserted.id}::text, ',') from ${inserted})`,
      asRead: checked.asRead,
      transaction: sql<string>`pg_current_xact_id()::xid::text`
    })
    .from(checked)
    .toSQL()
}

function lookUps(session: NodePgDatabase) {
  const size = sql`octet_length(${entities.state}::text)`
  const { state: _state, ...columns } = getTableColumns(entities)
  return {
    findEntities: session
      .select({
        ...columns,
        // Null: the states before it, in the order of the keys, are as much as the caller wants to hold.
        state: sql<string | null>`case
          when sum(${size}) over (order by ${entities.key}) - ${size} < ${sql.placeholder('mostBytes')} then ${entities.state}
          end`.mapWith(entities.state) as SQL<typeof entities.$inferSelect.state | null>,
        version: sql<string>`xmin::text`
      })
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
