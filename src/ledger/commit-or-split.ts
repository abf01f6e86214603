import type { Committed, InterpretedDelivery } from '../contract/delivery.ts'
import type { Database, Patience } from '../db/connect.ts'
import { isPoison } from '../db/errors.ts'
import { type CommitOptions, commitBatch } from './commit-batch.ts'
import { quarantined } from './quarantine.ts'

interface CommitOrSplitOptions extends CommitOptions {
  database: Pick<Database, 'write'>
  log: { error(fields: object, message: string): void }
  patience: Patience
}

/**
 * Commits a batch. If the content of one delivery fails, halves of the batch are tried until that delivery is alone. It is then
 * quarantined with its bytes and without events. Throws if the database is unavailable, or if it does not even accept the bytes
 * of a single delivery.
 */
export async function commitOrSplit(
  deliveries: readonly InterpretedDelivery[],
  options: CommitOrSplitOptions
): Promise<Committed[]> {
  const { database, log, patience } = options
  try {
    return await database.write((session) => commitBatch(session, deliveries, options), patience)
  } catch (error) {
    const [first] = deliveries
    if (!isPoison(error) || first === undefined) throw error
    if (deliveries.length > 1) {
      const middle = Math.ceil(deliveries.length / 2)
      return [
        ...(await commitOrSplit(deliveries.slice(0, middle), options)),
        ...(await commitOrSplit(deliveries.slice(middle), options))
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
