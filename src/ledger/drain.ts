import { isPoison, isTooSlow } from '../db/errors.ts'
import type { Entry } from './entry.ts'
import { LARGEST_GROUP, takeGroup } from './group.ts'
import type { Spool } from './spool.ts'

interface DrainOptions {
  spool: Spool
  /** Commits entries some of which may have been committed before. Throws while the database is not available. */
  keep(entries: readonly Entry[], patience: number): Promise<unknown>
  /** True: it is time to end, and the next start does the rest. */
  isOver(): boolean
  log: { error(fields: object, message: string): void }
}

/**
 * Returns a function that brings what is spooled into the database, in the order it arrived, each group within `patience`
 * milliseconds. A file is removed when all of it is committed; when that fails half way, it is begun again. Returns how
 * many entries it has read.
 */
export function createDrain({ spool, keep, isOver, log }: DrainOptions): (patience: number) => Promise<number> {
  let largest = LARGEST_GROUP

  return async function drain(patience) {
    let count = 0
    for (const file of await spool.seal()) {
      if (isOver()) return count
      // Ids are in the order of arrival, which appending at the end of failed commits can disturb a little.
      const entries = (await spool.read(file)).sort((one, other) => (one.delivery.id < other.delivery.id ? -1 : 1))
      const items = entries.map((entry) => ({ entry }))
      while (items.length > 0) {
        if (isOver()) return count
        const group = takeGroup(items, largest).map(({ entry }) => entry)
        await keepOrSetAside(group, patience)
        count += group.length
        largest = Math.min(LARGEST_GROUP, largest + Math.ceil(largest / 8))
      }
      await spool.remove(file)
    }
    return count
  }

  async function keepOrSetAside(entries: readonly Entry[], patience: number): Promise<void> {
    const [first, ...others] = entries
    try {
      await keep(entries, patience)
    } catch (error) {
      if (!isPoison(error) || first === undefined) {
        // Half of it may be taken in time, and the same again never would. A connection that broke says nothing of that.
        if (isTooSlow(error)) largest = Math.max(1, Math.floor(entries.length / 2))
        throw error
      }
      // One that the database will never take must not hold up those behind it.
      if (others.length > 0) {
        for (const entry of entries) await keepOrSetAside([entry], patience)
        return
      }
      log.error({ err: error, deliveryId: first.delivery.id }, 'a spooled delivery cannot be stored: set aside')
      await spool.setAside(first)
    }
  }
}
