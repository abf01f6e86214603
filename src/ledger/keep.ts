import type { Database } from '../db/connect.ts'
import { isPoison } from '../db/errors.ts'
import { commitGroup } from './commit.ts'
import type { Committed, Entry } from './entry.ts'

interface KeepOptions {
  database: Database
  log: { error(fields: object, message: string): void }
  /** Milliseconds that one commit may take. */
  patience: number
  /** Some may have been written before, and it is not known which. */
  again?: boolean
}

/**
 * Commits a group. One row that the database cannot take does not fail its neighbours: halves are tried until it is
 * alone, and then its bytes are kept without what was read in them. Throws when the database is not available, and for
 * a single entry whose very bytes it will not take.
 */
export async function keepGroup(entries: readonly Entry[], options: KeepOptions): Promise<Committed[]> {
  const { database, log, patience, again = false } = options
  try {
    return await database.write((session) => commitGroup(session, entries, { again }), patience)
  } catch (error) {
    const [first] = entries
    if (!isPoison(error) || first === undefined) throw error
    if (entries.length > 1) {
      const middle = Math.ceil(entries.length / 2)
      return [
        ...(await keepGroup(entries.slice(0, middle), options)),
        ...(await keepGroup(entries.slice(middle), options))
      ]
    }
    if (first.readings.length === 0) throw error
    log.error({ err: error, deliveryId: first.delivery.id }, 'a delivery could not be stored as read')
    return keepGroup([withoutReadings(first)], options)
  }
}

/** The exact bytes alone: those the database always takes. */
function withoutReadings({ delivery }: Entry): Entry {
  return {
    delivery: {
      ...delivery,
      outcome: 'quarantined',
      reason: 'what was read in it could not be stored',
      cause: 'poison'
    },
    readings: []
  }
}
