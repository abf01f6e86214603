import { and, eq, gt, inArray, lt, sql } from 'drizzle-orm'
import type { Queries } from '../connect.ts'
import { bursts, webhookMentions } from '../hydration-tables.ts'

/** Moments of the webhooks of a vendor after one of them, oldest first. */
export async function readWebhookTimes(query: Queries, source: string, after: string | null): Promise<string[]> {
  const { at } = webhookMentions
  const rows = await query
    .selectDistinct({ at })
    .from(webhookMentions)
    .where(and(eq(webhookMentions.source, source), after === null ? undefined : gt(at, after)))
    .orderBy(at)
    .limit(10_000)
  return rows.map((row) => new Date(row.at).toISOString())
}

/** When webhooks were about these records. */
export async function readMentions(
  query: Queries,
  source: string,
  { kind, ids }: { kind: string; ids: readonly string[] }
): Promise<Map<string, number[]>> {
  const { externalId, at } = webhookMentions
  const rows = await query
    .select({ externalId, at })
    .from(webhookMentions)
    .where(and(eq(webhookMentions.source, source), eq(webhookMentions.kind, kind), inArray(externalId, [...ids])))
  const times = new Map<string, number[]>()
  for (const row of rows) {
    const known = times.get(row.externalId) ?? []
    known.push(Date.parse(row.at))
    times.set(row.externalId, known)
  }
  return times
}

export async function removeOldMentions(query: Queries, source: string, before: string): Promise<void> {
  await query
    .delete(webhookMentions)
    .where(and(eq(webhookMentions.source, source), lt(webhookMentions.at, before)))
    .execute()
}

/** What happened in one hour: bursts that began, and the longest silence that ended. */
export interface HourOfTraffic {
  bursts: number
  endedBursts: number
  endedSeconds: number
}

/** Adds to hours, given by their start. */
export async function addTraffic(
  query: Queries,
  source: string,
  hours: ReadonlyMap<string, HourOfTraffic>
): Promise<void> {
  for (const [hour, traffic] of hours) {
    await query
      .insert(bursts)
      .values({ source, hour, ...traffic })
      .onConflictDoUpdate({
        target: [bursts.source, bursts.hour],
        set: {
          bursts: sql`${bursts.bursts} + excluded.bursts`,
          endedBursts: sql`greatest(${bursts.endedBursts}, excluded.ended_bursts)`,
          endedSeconds: sql`greatest(${bursts.endedSeconds}, excluded.ended_seconds)`
        }
      })
      .execute()
  }
}

/** The traffic since a moment, by the start of each hour. */
export async function readTraffic(query: Queries, source: string, since: string): Promise<Map<number, HourOfTraffic>> {
  const rows = await query
    .select()
    .from(bursts)
    .where(and(eq(bursts.source, source), gt(bursts.hour, since)))
  return new Map(rows.map((row) => [Date.parse(row.hour), row]))
}

/** Notes when webhooks of a source came whose records are not read. */
export async function addWebhookTimes(query: Queries, source: string, times: readonly string[]): Promise<void> {
  if (times.length === 0) return
  await query
    .insert(webhookMentions)
    .values(times.map((at) => ({ source, kind: '', externalId: '', at })))
    .onConflictDoNothing()
    .execute()
}
