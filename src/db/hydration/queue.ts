import { and, eq, inArray, isNull, lte, or, type SQL, sql } from 'drizzle-orm'
import type { Queries } from '../connect.ts'
import { wantedRecords } from '../hydration-tables.ts'

export type WantedRow = typeof wantedRecords.$inferSelect

export const PRIORITIES = { fresh: 2, reconcile: 4 } as const

interface Wanted {
  source: string
  kind: string
  id: string
}

/** A batch waits this long for further ids. The window begins with the first one. */
export const WINDOW_MS = 1_500

/** Adds records to the queue. One that is in it already keeps its place, and is read once more if it is being read. */
export async function wantRecords(
  session: Pick<Queries, 'execute'>,
  wanted: readonly Wanted[],
  priority: number
): Promise<void> {
  if (wanted.length > 0) await session.execute(wanting(wanted, priority, sql`true`))
}

/** The statement that adds records to the queue if a condition holds. */
export function wanting(wanted: readonly Wanted[], priority: number, condition: SQL): SQL {
  const column = (read: (one: Wanted) => string) => sql.param(wanted.map(read))
  return sql`
    insert into wanted_records (source, kind, external_id, generation, priority, wanted_since, not_before, attempts)
    select distinct source, kind, id, 1, ${priority}::int, now(), now() + make_interval(secs => ${WINDOW_MS / 1_000}), 0
    from unnest(${column(({ source }) => source)}::text[], ${column(({ kind }) => kind)}::text[],
      ${column(({ id }) => id)}::text[]) as given (source, kind, id)
    where ${condition}
    order by source, kind, id
    on conflict (source, kind, external_id) do update set
      generation = wanted_records.generation + 1,
      priority = least(wanted_records.priority, excluded.priority),
      not_before = least(wanted_records.not_before, excluded.not_before),
      attempts = case when wanted_records.aside_reason is null then wanted_records.attempts else 0 end,
      aside_reason = null`
}

/**
 * Records that can be read now, the most urgent first. Each two minutes of waiting raise a record by one class. Of `batched` kinds, a batch
 * also takes the records that came after the first due one: a call costs the same with more ids.
 */
export async function dueRecords(
  query: Queries,
  source: string,
  { batched, limit }: { batched: readonly string[]; limit: number }
): Promise<WantedRow[]> {
  const { priority, wantedSince, asideReason, notBefore, kind, attempts } = wantedRecords
  const isDue = lte(notBefore, sql`now()`)
  const dueKinds = query
    .select({ kind })
    .from(wantedRecords)
    .where(and(eq(wantedRecords.source, source), isNull(asideReason), isDue))
  const joins = and(inArray(kind, [...batched]), eq(attempts, 0), inArray(kind, dueKinds))
  return query
    .select()
    .from(wantedRecords)
    .where(and(eq(wantedRecords.source, source), isNull(asideReason), or(isDue, joins)))
    .orderBy(sql`${priority} - floor(extract(epoch from now() - ${wantedSince}) / 120)`, wantedSince)
    .limit(limit)
}

/** Milliseconds until the next record can be read. Undefined: none waits. */
export async function readNextDue(query: Pick<Queries, 'execute'>, source: string): Promise<number | undefined> {
  const { rows } = await query.execute<{ ms: number | null } & Record<string, unknown>>(sql`
    select ceil(extract(epoch from min(not_before) - now()) * 1000)::float as ms
    from wanted_records where source = ${source} and aside_reason is null`)
  return rows[0]?.ms ?? undefined
}

/** Removes records that were read. One that was wanted again meanwhile stays, and is read again. */
export async function removeRead(query: Queries, rows: readonly WantedRow[]): Promise<void> {
  if (rows.length === 0) return
  await query.execute(sql`
    delete from wanted_records using unnest(${sql.param(rows.map(({ source }) => source))}::text[],
      ${sql.param(rows.map(({ kind }) => kind))}::text[], ${sql.param(rows.map(({ externalId }) => externalId))}::text[],
      ${sql.param(rows.map(({ generation }) => generation))}::bigint[]) as given (source, kind, id, generation)
    where wanted_records.source = given.source and wanted_records.kind = given.kind and external_id = given.id
      and wanted_records.generation = given.generation`)
}

/** Reads these records later. `seconds` 0: at once, because the vendor did not work, and is asked for one thing only. */
export async function postpone(query: Queries, rows: readonly WantedRow[], seconds: number): Promise<void> {
  await forEachKind(rows, (source, kind, ids) =>
    query
      .update(wantedRecords)
      .set({
        attempts: sql`${wantedRecords.attempts} + 1`,
        notBefore: sql`now() + make_interval(secs => ${seconds})`
      })
      .where(isOneOf(source, kind, ids))
      .execute()
  )
}

/** The vendor refuses these records for good. A new webhook brings them back. */
export async function setAside(query: Queries, rows: readonly WantedRow[], reason: string): Promise<void> {
  await forEachKind(rows, (source, kind, ids) =>
    query
      .update(wantedRecords)
      .set({ asideReason: reason })
      .where(isOneOf(source, kind, ids))
      .execute()
  )
}

/** Releases all records that wait because of a failure. */
export async function releaseWaiting(query: Queries, source: string): Promise<void> {
  await query
    .update(wantedRecords)
    .set({ notBefore: sql`least(${wantedRecords.notBefore}, now())` })
    .where(eq(wantedRecords.source, source))
    .execute()
}

/** True: records that a pass has found wait to be read. */
export async function hasFoundRecords(query: Queries, source: string): Promise<boolean> {
  const { priority, asideReason } = wantedRecords
  const isFound = and(eq(wantedRecords.source, source), eq(priority, PRIORITIES.reconcile), isNull(asideReason))
  const rows = await query.select({ priority }).from(wantedRecords).where(isFound).limit(1)
  return rows.length > 0
}

interface QueueStatus {
  source: string
  waiting: number
  aside: number
  oldestSeconds: number
}

export async function readQueueStatus(query: Pick<Queries, 'execute'>): Promise<QueueStatus[]> {
  const { rows } = await query.execute<QueueStatus & Record<string, unknown>>(sql`
    select source, (count(*) filter (where aside_reason is null))::int as waiting,
      (count(*) filter (where aside_reason is not null))::int as aside,
      coalesce(floor(extract(epoch from now() - min(wanted_since) filter (where aside_reason is null))), 0)::int
        as "oldestSeconds"
    from wanted_records group by source`)
  return rows
}

function isOneOf(source: string, kind: string, ids: readonly string[]) {
  const { externalId } = wantedRecords
  return and(eq(wantedRecords.source, source), eq(wantedRecords.kind, kind), inArray(externalId, [...ids]))
}

async function forEachKind(
  rows: readonly WantedRow[],
  work: (source: string, kind: string, ids: readonly string[]) => Promise<unknown>
): Promise<void> {
  for (const { source, kind } of new Map(rows.map((row) => [`${row.source} ${row.kind}`, row])).values()) {
    const same = rows.filter((row) => row.source === source && row.kind === kind)
    await work(
      source,
      kind,
      same.map(({ externalId }) => externalId)
    )
  }
}
