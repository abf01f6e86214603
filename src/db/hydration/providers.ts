import { eq, isNull, sql } from 'drizzle-orm'
import type { Queries } from '../connect.ts'
import { providers, watermarks } from '../hydration-tables.ts'

export type ProviderRow = typeof providers.$inferSelect
type ProviderChange = Partial<Omit<ProviderRow, 'source' | 'channel' | 'leasedBy' | 'leasedUntil'>>

/** Adds the row of a vendor when it is connected for the first time. Its webhooks may have been watched before. */
export async function addProvider(query: Queries, source: string, channel: string): Promise<void> {
  await query
    .insert(providers)
    .values({ source, channel, connectedAt: sql`now()` })
    .onConflictDoUpdate({
      target: providers.source,
      set: { connectedAt: sql`now()` },
      setWhere: isNull(providers.baselineStartedAt)
    })
    .execute()
}

/** Adds the row of a source whose webhooks are only watched. */
export async function addWatchedSource(
  query: Queries,
  about: { source: string; channel: string; connectedAt: string }
): Promise<void> {
  await query.insert(providers).values(about).onConflictDoNothing().execute()
}

/** Takes or renews the lease of a vendor. Undefined: another gateway has it. */
export async function takeLease(
  query: Queries,
  source: string,
  { by, seconds }: { by: string; seconds: number }
): Promise<ProviderRow | undefined> {
  const [row] = await query
    .update(providers)
    .set({ leasedBy: by, leasedUntil: sql`now() + make_interval(secs => ${seconds})` })
    .where(sql`${providers.source} = ${source} and (leased_by = ${by} or leased_until is null or leased_until < now())`)
    .returning()
  return row
}

/** Ends the lease, so that another gateway need not wait for its end. */
export async function endLease(query: Queries, source: string, by: string): Promise<void> {
  await query
    .update(providers)
    .set({ leasedUntil: sql`now()` })
    .where(sql`${providers.source} = ${source} and leased_by = ${by}`)
    .execute()
}

export async function changeProvider(query: Queries, source: string, change: ProviderChange): Promise<void> {
  await query.update(providers).set(change).where(eq(providers.source, source)).execute()
}

export async function readProviders(query: Queries): Promise<ProviderRow[]> {
  return query.select().from(providers).orderBy(providers.source)
}

/** Undefined: the vendor was never connected. */
export async function readProvider(query: Queries, source: string): Promise<ProviderRow | undefined> {
  const [row] = await query.select().from(providers).where(eq(providers.source, source))
  return row
}

export async function readWatermarks(query: Queries, source: string): Promise<Map<string, string>> {
  const rows = await query.select().from(watermarks).where(eq(watermarks.source, source))
  return new Map(rows.map(({ kind, readUntil }) => [kind, new Date(readUntil).toISOString()]))
}

export async function setWatermark(query: Queries, source: string, kind: string, readUntil: string): Promise<void> {
  await query
    .insert(watermarks)
    .values({ source, kind, readUntil })
    .onConflictDoUpdate({ target: [watermarks.source, watermarks.kind], set: { readUntil } })
    .execute()
}
