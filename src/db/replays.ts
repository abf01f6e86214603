import { and, asc, eq, gt, gte, inArray, lt, lte, or, type SQL, sql } from 'drizzle-orm'
import type { NodePgDatabase } from 'drizzle-orm/node-postgres'
import type { Outcome } from '../../schemas/event.ts'
import type { EventRow } from './read.ts'
import { deliveries, events, replays } from './tables.ts'

export type ReplayRow = typeof replays.$inferSelect
export type StoredDelivery = typeof deliveries.$inferSelect

export interface ReplayFilter {
  /** RFC 3339: when it arrived, `until` not included. */
  since?: string | undefined
  until?: string | undefined
  channel?: string | undefined
  source?: string | undefined
  outcome?: Outcome | undefined
}

/** How much an id may be younger than its delivery's arrival. */
const READING_MS = 60_000

/**
 * Ids of deliveries behind one of them, in the order of arrival: that is the order of their ids, which begin with the
 * time. So a range of times needs no index of its own.
 */
export async function findReplayable(
  session: NodePgDatabase,
  { since, until, channel, source, outcome }: ReplayFilter,
  { after, limit }: { after: string | undefined; limit: number }
): Promise<string[]> {
  const conditions: (SQL | undefined)[] = [
    after === undefined ? undefined : gt(deliveries.id, after),
    since === undefined ? undefined : gte(deliveries.id, firstId(Date.parse(since))),
    since === undefined ? undefined : gte(deliveries.receivedAt, since),
    until === undefined ? undefined : lte(deliveries.id, firstId(Date.parse(until) + READING_MS)),
    until === undefined ? undefined : lt(deliveries.receivedAt, until),
    channel === undefined ? undefined : eq(deliveries.channel, channel),
    source === undefined ? undefined : eq(deliveries.source, source),
    outcome === undefined ? undefined : eq(deliveries.outcome, outcome)
  ]
  const rows = await session
    .select({ id: deliveries.id })
    .from(deliveries)
    .where(and(...conditions))
    .orderBy(asc(deliveries.id))
    .limit(limit)
  return rows.map(({ id }) => id)
}

/** A delivery with its bytes. */
export async function readStored(session: NodePgDatabase, id: string): Promise<StoredDelivery | undefined> {
  const [row] = await session.select().from(deliveries).where(eq(deliveries.id, id))
  return row
}

/** What has become of a delivery. */
export async function readStanding(session: NodePgDatabase, id: string): Promise<Became | undefined> {
  const { outcome, reason, problems } = deliveries
  const [row] = await session.select({ outcome, reason, problems }).from(deliveries).where(eq(deliveries.id, id))
  return row
}

/** Whether a delivery has left events behind, which are kept for longer. */
export async function hasLeftEvents(session: NodePgDatabase, deliveryId: string): Promise<boolean> {
  const rows = await session.select({ id: events.id }).from(events).where(eq(events.deliveryId, deliveryId)).limit(1)
  return rows.length > 0
}

/** The events of a delivery, oldest first, and those of others that have one of these keys. */
export async function findRelated(
  session: NodePgDatabase,
  deliveryId: string,
  keys: readonly Buffer[]
): Promise<EventRow[]> {
  const own = eq(events.deliveryId, deliveryId)
  return session
    .select()
    .from(events)
    .where(keys.length === 0 ? own : or(own, inArray(events.key, [...keys])))
    .orderBy(asc(events.position))
}

export interface Became {
  outcome: Outcome
  reason: string | null
  problems: StoredDelivery['problems']
}

/** What a delivery is from now on, and which events it has become as well. */
export async function updateDelivery(
  session: NodePgDatabase,
  id: string,
  became: Became,
  eventIds: readonly string[]
): Promise<void> {
  await session
    .update(deliveries)
    .set({ ...became, eventIds: sql`${deliveries.eventIds} || ${sql.param([...eventIds])}::uuid[]` })
    .where(eq(deliveries.id, id))
    .execute()
}

export async function insertReplay(session: NodePgDatabase, row: ReplayRow): Promise<void> {
  await session.insert(replays).values(row).execute()
}

/** Oldest first; at most 100. */
export async function readReplays(session: NodePgDatabase, deliveryId: string): Promise<ReplayRow[]> {
  const rows = await session
    .select()
    .from(replays)
    .where(eq(replays.deliveryId, deliveryId))
    .orderBy(sql`${replays.at} desc`)
    .limit(100)
  return rows.reverse()
}

/** No UUIDv7 of that millisecond sorts before it. */
function firstId(time: number): string {
  const hex = Math.max(0, time).toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`
}
