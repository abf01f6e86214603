import { type SQL, sql } from 'drizzle-orm'
import { removalMarks } from './tables.ts'

export type RemovedLog = typeof removalMarks.$inferSelect.log

/** The largest position of a row that was removed from a log; 0 if none was. */
export function removedUpTo(log: RemovedLog): SQL {
  return sql`coalesce((select position from ${removalMarks} where log = ${log}), 0)`
}
