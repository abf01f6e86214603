import type { Committed, Entry } from '../contract/delivery.ts'
import type { Database, Patience } from '../db/connect.ts'
import { isPoison } from '../db/errors.ts'
import { type CommitOptions, commitBatch } from './commit-batch.ts'
import { quarantined } from './quarantine.ts'

export interface CommitOrSplitOptions extends CommitOptions {
  database: Pick<Database, 'write'>
  log: { error(fields: object, message: string): void }
  patience: Patience
}

/**
 * Commits a batch. If the content of one delivery is the trouble, halves are tried until that delivery is alone, and it is
 * quarantined with its bytes and without events. Throws when the database is not available, and for a single delivery whose
 * very bytes the database does not take.
 */
export async function commitOrSplit(entries: readonly Entry[], options: CommitOrSplitOptions): Promise<Committed[]> {
  const { database, log, patience } = options
  try {
    return await database.write((session) => commitBatch(session, entries, options), patience)
  } catch (error) {
    const [first] = entries
    if (!isPoison(error) || first === undefined) throw error
    if (entries.length > 1) {
      const middle = Math.ceil(entries.length / 2)
      return [
        ...(await commitOrSplit(entries.slice(0, middle), options)),
        ...(await commitOrSplit(entries.slice(middle), options))
      ]
    }
    if (first.readings.length === 0) throw error
    log.error(
      { err: error, deliveryId: first.delivery.id },
      'the events of a delivery could not be written: it is quarantined'
    )
    return commitOrSplit([quarantined(first, error, 'poison')], options)
  }
}
