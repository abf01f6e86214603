import { and, asc, eq, inArray, lt, sql } from 'drizzle-orm'
import type { CompletedRead } from '../../../schemas/completed-read.ts'
import type { Fact, State } from '../../../schemas/reading.ts'
import type { Queries, Session } from '../connect.ts'
import { type HeldDelivery, heldEvents, webhookMentions } from '../hydration-tables.ts'
import { deliveries } from '../tables.ts'
import { PRIORITIES, wantRecords } from './queue.ts'

export type HeldRow = typeof heldEvents.$inferSelect

/** What a webhook of a vendor brings, whose API is called. */
interface ProviderWebhook {
  delivery: HeldDelivery
  held: readonly (Fact | State)[]
  mentions: readonly { kind: string; id: string }[]
}

/** Writes, in the transaction of their deliveries, which events wait, and which records they wait for. */
export async function writeWebhooks(session: Session, webhooks: readonly ProviderWebhook[]): Promise<void> {
  if (webhooks.length === 0) return
  const held = webhooks.flatMap(({ delivery, held }) =>
    held.map((reading) => ({
      source: delivery.source,
      kind: reading.kind,
      externalId: reading.id,
      heldAt: delivery.receivedAt,
      delivery,
      reading
    }))
  )
  const wanted = held.map(({ source, kind, externalId: id }) => ({ source, kind, id }))
  const mentions = webhooks.flatMap(({ delivery: { source, receivedAt: at }, mentions }) =>
    mentions.map(({ kind, id: externalId }) => ({ source, kind, externalId, at }))
  )
  // Sent at once: the commit lock is held.
  await Promise.all([
    held.length === 0 ? undefined : session.insert(heldEvents).values(held).execute(),
    wantRecords(session, wanted, PRIORITIES.fresh),
    mentions.length === 0 ? undefined : session.insert(webhookMentions).values(mentions).onConflictDoNothing().execute()
  ])
}

/** Drops the events that waited for these records, in the transaction of the records, or once the records are in the spool. */
export async function completeReads(session: Pick<Queries, 'execute'>, reads: readonly CompletedRead[]): Promise<void> {
  if (reads.length === 0) return
  const column = (read: (one: CompletedRead) => string) => sql.param(reads.map(read))
  await session.execute(sql`
    delete from held_events using unnest(${column(({ source }) => source)}::text[], ${column(({ kind }) => kind)}::text[],
      ${column(({ id }) => id)}::text[], ${column(({ startedAt }) => startedAt)}::timestamptz[])
      as given (source, kind, id, started_at)
    where held_events.source = given.source and held_events.kind = given.kind and external_id = given.id
      and held_at <= given.started_at`)
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
