import { isPoison } from '../db/errors.ts'
import type { Entry } from './entry.ts'
import { takeGroup } from './group.ts'
import type { Spool } from './spool.ts'

interface DrainOptions {
  spool: Spool
  /** Commits entries some of which may have been committed before. Throws while the database is not available. */
  keep(entries: readonly Entry[]): Promise<unknown>
  log: { error(fields: object, message: string): void }
}

/**
 * Brings what is spooled into the database, in the order it arrived. A file is removed when all of it is committed; when
 * that fails half way, it is begun again. Returns how many entries it has read.
 */
export async function drain({ spool, keep, log }: DrainOptions): Promise<number> {
  let count = 0
  for (const file of await spool.seal()) {
    // Ids are in the order of arrival, which appending at the end of failed commits can disturb a little.
    const entries = (await spool.read(file)).sort((one, other) => (one.delivery.id < other.delivery.id ? -1 : 1))
    const items = entries.map((entry) => ({ entry }))
    count += items.length
    while (items.length > 0) await keepOrSetAside(takeGroup(items).map(({ entry }) => entry))
    await spool.remove(file)
  }
  return count

  async function keepOrSetAside(entries: readonly Entry[]): Promise<void> {
    const [first, ...others] = entries
    try {
      await keep(entries)
    } catch (error) {
      if (!isPoison(error) || first === undefined) throw error
      // One that the database will never take must not hold up those behind it.
      if (others.length > 0) {
        for (const entry of entries) await keepOrSetAside([entry])
        return
      }
      log.error({ err: error, deliveryId: first.delivery.id }, 'a spooled delivery cannot be stored: set aside')
      await spool.setAside(first)
    }
  }
}
