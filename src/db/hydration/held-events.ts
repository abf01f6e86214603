import { and, asc, eq, inArray, lt, type SQL, sql } from 'drizzle-orm'
import type { CompletedRead } from '../../../schemas/completed-read.ts'
import type { Fact, State } from '../../../schemas/reading.ts'
import type { Queries, Session } from '../connect.ts'
import { type HeldDelivery, heldEvents } from '../hydration-tables.ts'
import { deliveries } from '../tables.ts'
import { PRIORITIES, wanting } from './queue.ts'

export type HeldRow = typeof heldEvents.$inferSelect

/** What a webhook of a vendor brings, whose API is called. */
interface ProviderWebhook {
  delivery: HeldDelivery
  held: readonly (Fact | State)[]
  mentions: readonly { kind: string; id: string }[]
}

/** Deliveries of a transaction, and what they mean for the queue of records. */
export interface ProviderRows {
  webhooks: readonly ProviderWebhook[]
  reads: readonly CompletedRead[]
  /** Id of one of the deliveries: nothing is written unless it is stored. Undefined: everything is written. */
  ifStored?: string | undefined
}

/**
 * The statements that write, in the transaction of the deliveries, which events wait and which records they wait for, and that drop the
 * events that waited for records that were read.
 */
export function providerStatements({ webhooks, reads, ifStored }: ProviderRows): SQL[] {
  const condition =
    ifStored === undefined ? sql`true` : sql`exists (select from deliveries where id = ${ifStored}::uuid)`
  return [
    ...(webhooks.length === 0 ? [] : [holding(webhooks, condition)]),
    ...(reads.length === 0 ? [] : [completing(reads, condition)])
  ]
}

function holding(webhooks: readonly ProviderWebhook[], condition: SQL): SQL {
  const held = webhooks.flatMap(({ delivery, held }) => held.map((reading) => ({ delivery, reading })))
  const ofHeld = (read: (one: (typeof held)[number]) => string) => sql.param(held.map(read))
  const mentions = webhooks.flatMap(({ delivery: { source, receivedAt: at }, mentions }) =>
    mentions.map(({ kind, id }) => ({ source, kind, id, at }))
  )
  const ofMentions = (read: (one: (typeof mentions)[number]) => string) => sql.param(mentions.map(read))
  const wanted = held.map(({ delivery: { source }, reading: { kind, id } }) => ({ source, kind, id }))
  return sql`
    with held as (
      insert into held_events (source, kind, external_id, held_at, delivery, reading)
      select source, kind, id, held_at::timestamptz, delivery::json, reading::json
      from unnest(${ofHeld(({ delivery }) => delivery.source)}::text[], ${ofHeld(({ reading }) => reading.kind)}::text[],
        ${ofHeld(({ reading }) => reading.id)}::text[], ${ofHeld(({ delivery }) => delivery.receivedAt)}::text[],
        ${ofHeld(({ delivery }) => JSON.stringify(delivery))}::text[],
        ${ofHeld(({ reading }) => JSON.stringify(reading))}::text[]) with ordinality
        as given (source, kind, id, held_at, delivery, reading, place)
      where ${condition}
      order by place
    ), wanted as (${wanting(wanted, PRIORITIES.fresh, condition)})
    insert into webhook_mentions (source, kind, external_id, at)
    select source, kind, id, at::timestamptz
    from unnest(${ofMentions(({ source }) => source)}::text[], ${ofMentions(({ kind }) => kind)}::text[],
      ${ofMentions(({ id }) => id)}::text[], ${ofMentions(({ at }) => at)}::text[]) as given (source, kind, id, at)
    where ${condition}
    on conflict do nothing`
}

function completing(reads: readonly CompletedRead[], condition: SQL): SQL {
  const column = (read: (one: CompletedRead) => string) => sql.param(reads.map(read))
  return sql`
    delete from held_events using unnest(${column(({ source }) => source)}::text[], ${column(({ kind }) => kind)}::text[],
      ${column(({ id }) => id)}::text[], ${column(({ startedAt }) => startedAt)}::timestamptz[])
      as given (source, kind, id, started_at)
    where held_events.source = given.source and held_events.kind = given.kind and external_id = given.id
      and held_at <= given.started_at and ${condition}`
}

/** Drops the events that waited for these records, once the records are in the spool. */
export async function completeReads(query: Pick<Queries, 'execute'>, reads: readonly CompletedRead[]): Promise<void> {
  if (reads.length > 0) await query.execute(completing(reads, sql`true`))
}

/** Events that have waited for longer than `seconds`, oldest first. */
export async function findOverdue(
  query: Queries,
  source: string,
  { seconds, limit }: { seconds: number; limit: number }
): Promise<number[]> {
  const { position, heldAt } = heldEvents
  const rows = await query
    .select({ position })
    .from(heldEvents)
    .where(and(eq(heldEvents.source, source), lt(heldAt, sql`now() - make_interval(secs => ${seconds})`)))
    .orderBy(asc(position))
    .limit(limit)
  return rows.map((row) => row.position)
}

/** Events that wait for these records. */
export async function findHeldFor(
  query: Queries,
  source: string,
  { kind, ids }: { kind: string; ids: readonly string[] }
): Promise<number[]> {
  const { position, externalId } = heldEvents
  const rows = await query
    .select({ position })
    .from(heldEvents)
    .where(and(eq(heldEvents.source, source), eq(heldEvents.kind, kind), inArray(externalId, [...ids])))
    .orderBy(asc(position))
  return rows.map((row) => row.position)
}

/** Takes events out of the wait, under the commit lock. Another gateway may have been first. */
export async function takeHeld(session: Session, positions: readonly number[]): Promise<HeldRow[]> {
  const rows = await session
    .delete(heldEvents)
    .where(inArray(heldEvents.position, [...positions]))
    .returning()
  return rows.sort((one, other) => one.position - other.position)
}

/** Adds an event to the delivery that it was held for. */
export async function addEvent(session: Session, deliveryId: string, eventId: string): Promise<void> {
  await session
    .update(deliveries)
    .set({ eventIds: sql`${deliveries.eventIds} || ${eventId}::uuid` })
    .where(eq(deliveries.id, deliveryId))
    .execute()
}
