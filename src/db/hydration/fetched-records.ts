import { and, eq, inArray, sql } from 'drizzle-orm'
import type { Queries } from '../connect.ts'
import { fetchedRecords, providers, unconfirmedChanges } from '../hydration-tables.ts'
import { deliveries } from '../tables.ts'

/** Digests of records as they were read last, by id. */
export async function readDigests(
  query: Queries,
  source: string,
  { kind, ids }: { kind: string; ids: readonly string[] }
): Promise<Map<string, Buffer>> {
  if (ids.length === 0) return new Map()
  const { externalId, digest } = fetchedRecords
  const rows = await query
    .select({ externalId, digest })
    .from(fetchedRecords)
    .where(and(eq(fetchedRecords.source, source), eq(fetchedRecords.kind, kind), inArray(externalId, [...ids])))
  return new Map(rows.map((row) => [row.externalId, row.digest]))
}

export async function writeDigests(
  query: Queries,
  source: string,
  { kind, digests }: { kind: string; digests: ReadonlyMap<string, Buffer> }
): Promise<void> {
  if (digests.size === 0) return
  const rows = [...digests].map(([externalId, digest]) => ({ source, kind, externalId, digest, readAt: sql`now()` }))
  await query
    .insert(fetchedRecords)
    .values(rows)
    .onConflictDoUpdate({
      target: [fetchedRecords.source, fetchedRecords.kind, fetchedRecords.externalId],
      set: { digest: sql`excluded.digest`, readAt: sql`excluded.read_at` }
    })
    .execute()
}

/** How many events each of these deliveries has made. A delivery that is still in the spool is absent. */
export async function readEventCounts(query: Queries, ids: readonly string[]): Promise<Map<string, number>> {
  const { id, eventIds } = deliveries
  const rows = await query
    .select({ id, events: sql<number>`cardinality(${eventIds})` })
    .from(deliveries)
    .where(inArray(id, [...ids]))
  return new Map(rows.map((row) => [row.id, row.events]))
}

/** Remembers changes that a pass found, until it is known whether a webhook comes. */
export async function addUnconfirmed(
  query: Queries,
  source: string,
  changes: readonly { kind: string; id: string; modified: string }[]
): Promise<void> {
  if (changes.length === 0) return
  await query
    .insert(unconfirmedChanges)
    .values(changes.map(({ kind, id: externalId, modified }) => ({ source, kind, externalId, modified })))
    .onConflictDoNothing()
    .execute()
}

/**
 * Counts the changes without a webhook, in one transaction with their removal: a webhook from a minute before the change until the lag
 * after it belongs to the change. Returns the number of missed changes.
 */
export async function settleUnconfirmed(query: Queries, source: string, lagSeconds: number): Promise<number> {
  const { rows } = await query.execute<{ missed: number } & Record<string, unknown>>(sql`
    with settled as (
      delete from ${unconfirmedChanges}
      where source = ${source} and modified + make_interval(secs => ${lagSeconds}) < now()
      returning source, kind, external_id, modified
    ), missed as (
      select count(*)::int as missed from settled where not exists (
        select from webhook_mentions where webhook_mentions.source = settled.source
          and webhook_mentions.kind = settled.kind and webhook_mentions.external_id = settled.external_id
          and at between modified - interval '1 minute' and modified + make_interval(secs => ${lagSeconds}))
    )
    update ${providers} set missed = providers.missed + missed.missed, missed_since = missed_since + missed.missed
    from missed where providers.source = ${source} and missed.missed > 0
    returning missed.missed`)
  return rows[0]?.missed ?? 0
}
