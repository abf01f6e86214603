import { eq, type SQL, sql } from 'drizzle-orm'
import type { Queries } from './connect.ts'
import { removalMarks } from './tables.ts'

export type RemovedLog = typeof removalMarks.$inferSelect.log

/** The largest position of a row that was removed from a log; 0 if none was. */
export function removedUpTo(log: RemovedLog): SQL {
  return sql`coalesce((select position from ${removalMarks} where log = ${log}), 0)`
}

/** The same as a number. */
export async function readRemovedUpTo(session: Queries, log: RemovedLog): Promise<number> {
  const [row] = await session
    .select({ position: removalMarks.position })
    .from(removalMarks)
    .where(eq(removalMarks.log, log))
  return row?.position ?? 0
}
