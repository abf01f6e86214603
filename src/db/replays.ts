import { and, asc, eq, getTableColumns, gt, gte, inArray, lt, lte, type SQL, sql } from 'drizzle-orm'
import type { Outcome } from '../../schemas/event.ts'
import type { Queries } from './connect.ts'
import { deliveries, type EventRow, events, replays } from './tables.ts'

export type ReplayRow = typeof replays.$inferSelect
/** A delivery with its bytes. Its outcome may be larger than the bytes, and is read separately. */
export type StoredDelivery = Omit<typeof deliveries.$inferSelect, 'outcome' | 'reason' | 'problems' | 'eventIds'>

export interface ReplayFilter {
  /** RFC 3339: when it arrived, `until` not included. */
  since?: string | undefined
  until?: string | undefined
  channel?: string | undefined
  source?: string | undefined
  outcome?: Outcome | undefined
  /** The caller sees only deliveries of these hotels. */
  hotels?: readonly string[] | undefined
}

/** The id of a delivery is made after its arrival, at most this much later. */
const READING_MS = 60_000

/**
 * Ids of the deliveries after one of them, in the order of arrival. That is the order of ids, which begin with the time, so a range
 * of times needs no index.
 */
export async function findReplayable(
  session: Queries,
  { since, until, channel, source, outcome, hotels }: ReplayFilter,
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
    outcome === undefined ? undefined : eq(deliveries.outcome, outcome),
    hotels === undefined ? undefined : inArray(deliveries.hotel, [...hotels])
  ]
  const rows = await session
    .select({ id: deliveries.id })
    .from(deliveries)
    .where(and(...conditions))
    .orderBy(asc(deliveries.id))
    .limit(limit)
  return rows.map(({ id }) => id)
}

export async function readStored(session: Queries, id: string): Promise<StoredDelivery | undefined> {
  const {
    outcome: _outcome,
    reason: _reason,
    problems: _problems,
    eventIds: _eventIds,
    ...columns
  } = getTableColumns(deliveries)
  const [row] = await session.select(columns).from(deliveries).where(eq(deliveries.id, id))
  return row
}

export async function readOutcome(session: Queries, id: string): Promise<StoredOutcome | undefined> {
  const { outcome, reason, problems } = deliveries
  const [row] = await session.select({ outcome, reason, problems }).from(deliveries).where(eq(deliveries.id, id))
  return row
}

/** True if events of a delivery are stored. They are kept for longer than its bytes. */
export async function hasEvents(session: Queries, deliveryId: string): Promise<boolean> {
  const rows = await session.select({ id: events.id }).from(events).where(eq(events.deliveryId, deliveryId)).limit(1)
  return rows.length > 0
}

const { position, id, type, source, subject, time, property, timebasis, key, corrects, deliveryId } = events
const HEAD = { position, id, type, source, subject, time, property, timebasis, key, corrects, deliveryId }

/** An event without its data, which may be large. */
export type EventHead = Pick<EventRow, keyof typeof HEAD>

/** The events of a delivery, oldest first. */
export async function findEventsOf(session: Queries, delivery: string): Promise<EventHead[]> {
  return session.select(HEAD).from(events).where(eq(deliveryId, delivery)).orderBy(asc(position))
}

/** Events that have one of these keys, of any delivery. */
export async function findEventsByKey(session: Queries, keys: readonly Buffer[]): Promise<EventHead[]> {
  if (keys.length === 0) return []
  return session
    .select(HEAD)
    .from(events)
    .where(inArray(key, [...keys]))
}

export async function findEventData(
  session: Queries,
  positions: readonly number[]
): Promise<Map<number, EventRow['data']>> {
  if (positions.length === 0) return new Map()
  const rows = await session
    .select({ position, data: events.data })
    .from(events)
    .where(inArray(position, [...positions]))
  return new Map(rows.map((row) => [row.position, row.data]))
}

export interface StoredOutcome {
  outcome: Outcome
  reason: string | null
  problems: (typeof deliveries.$inferSelect)['problems']
}

/** Sets the outcome of a delivery, and adds events to it. */
export async function updateDelivery(
  session: Queries,
  id: string,
  outcome: StoredOutcome & Partial<Pick<typeof deliveries.$inferInsert, 'cause' | 'account' | 'hotel' | 'waiting'>>,
  eventIds: readonly string[]
): Promise<void> {
  await session
    .update(deliveries)
    .set({ ...outcome, eventIds: sql`${deliveries.eventIds} || ${sql.param([...eventIds])}::uuid[]` })
    .where(eq(deliveries.id, id))
    .execute()
}

export async function insertReplay(session: Queries, row: ReplayRow): Promise<void> {
  await session.insert(replays).values(row).execute()
}

/** The newest replays of a delivery, oldest first; at most 100, each with the first `mostEvents` of its event ids. */
export async function readReplays(session: Queries, deliveryId: string, mostEvents: number): Promise<ReplayRow[]> {
  const eventIds = sql<string[]>`${replays.eventIds}[1:${sql.raw(String(Math.min(mostEvents, LARGEST_INTEGER)))}]`
  const rows = await session
    .select({ ...getTableColumns(replays), eventIds })
    .from(replays)
    .where(eq(replays.deliveryId, deliveryId))
    .orderBy(sql`${replays.at} desc`)
    .limit(100)
  return rows.reverse()
}

/** The largest integer of PostgreSQL. */
const LARGEST_INTEGER = 2_147_483_647

/** No UUIDv7 of that millisecond sorts before it. */
function firstId(time: number): string {
  const hex = Math.max(0, time).toString(16).padStart(12, '0')
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`
}
