import { eq, getTableColumns, sql } from 'drizzle-orm'
import type { NodePgDatabase } from 'drizzle-orm/node-postgres'
import { deliveries, entities, events } from './tables.ts'

/** Any number that nobody else uses; it must stay the same for as long as two versions may run side by side. */
export const TURN = 7_236_514_002

const texts = (name: string) => sql`${sql.placeholder(name)}::text[]`
const byteas = (name: string) => sql`${sql.placeholder(name)}::bytea[]`

/** What writers run again and again, prepared once on a connection. */
export function prepareStatements(session: NodePgDatabase) {
  // The turn comes before the first nextval: both inserts read from it.
  const turn = sql`(select pg_advisory_xact_lock(${sql.raw(String(TURN))}) offset 0) as turn`

  const changed = session.$with('changed', {}).as(
    sql`select * from unnest(${byteas('entityKey')}, ${texts('version')}, ${texts('kind')}, ${texts('entityChannel')},
          ${texts('entitySource')}, ${texts('entityProperty')}, ${texts('externalId')}, ${texts('state')},
          ${texts('carrier')}, ${texts('clock')}, ${texts('updatedAt')})
          as given (key, version, kind, channel, source, property, external_id, state, carrier, clock, updated_at)`
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
          received_at::timestamptz, timebasis, verified::boolean, (before || coalesce(state, '') || after)::json as data, state,
          key, corrects::uuid, traceparent
        from unnest(${texts('eventId')}, ${texts('type')}, ${texts('eventSource')}, ${texts('subject')}, ${texts('time')},
          ${texts('eventChannel')}, ${texts('property')}, ${texts('deliveryId')}, ${texts('eventReceivedAt')},
          ${texts('timebasis')}, ${texts('eventVerified')}, ${texts('before')}, ${texts('told')}, ${texts('after')},
          ${byteas('key')}, ${texts('corrects')}, ${texts('eventTraceparent')})
          as given (id, type, source, subject, time, channel, property, delivery_id, received_at, timebasis, verified,
            before, state, after, key, corrects, traceparent)`
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
              case when ids is null then reason_without else reason end, problems::json, coalesce(ids, '{}'), body,
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
              coalesce(changed.state, told.state)::json, clock::json, updated_at::timestamptz
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
