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

/** Counts bursts in the hours in which they began. */
export async function countBursts(query: Queries, source: string, hours: ReadonlyMap<string, number>): Promise<void> {
  for (const [hour, count] of hours) {
    await query
      .insert(bursts)
      .values({ source, hour, bursts: count })
      .onConflictDoUpdate({ target: [bursts.source, bursts.hour], set: { bursts: sql`${bursts.bursts} + ${count}` } })
      .execute()
  }
}

/** Bursts by the hour, since a moment. */
export async function readBursts(query: Queries, source: string, since: string): Promise<Map<number, number>> {
  const rows = await query
    .select()
    .from(bursts)
    .where(and(eq(bursts.source, source), gt(bursts.hour, since)))
  return new Map(rows.map(({ hour, bursts: count }) => [Date.parse(hour), count]))
}
