import type { Limits } from '../config/limits.ts'
import type { Database } from '../db/connect.ts'
import { type DeliveryRow, newDeliveries } from '../db/dashboard/deliveries.ts'

export interface LiveList {
  /** It has every delivery up to this position. */
  position: number
  /** Deliveries behind its position, oldest first. */
  add(rows: readonly DeliveryRow[]): void
}

interface TailOptions {
  database: Pick<Database, 'query'>
  limits: Pick<Limits['dashboard'], 'pollMs' | 'liveRows'>
  log: { warn(fields: object, message: string): void }
}

/**
 * Reads new deliveries once for all live lists of this gateway, and nothing while there are none. Where more arrive than one look reads,
 * the lists skip the older ones: nobody can read 2,000 rows a second.
 */
export function createDeliveryTail({ database, limits, log }: TailOptions) {
  const lists = new Set<LiveList>()
  let isScheduled = false

  async function look(): Promise<void> {
    const started = [...lists]
    if (started.length === 0) return
    const after = Math.min(...started.map(({ position }) => position))
    const rows = await newDeliveries(database.query, after, limits.liveRows)
    const last = rows.at(-1)
    if (last === undefined) return
    for (const list of started) {
      const unseen = rows.filter(({ position }) => position > list.position)
      list.position = Math.max(list.position, last.position)
      if (unseen.length > 0) list.add(unseen)
    }
  }

  function schedule(): void {
    if (isScheduled || lists.size === 0) return
    isScheduled = true
    setTimeout(() => void run(), limits.pollMs).unref()
  }

  async function run(): Promise<void> {
    await look().catch((err: unknown) => log.warn({ err }, 'live lists wait: deliveries cannot be read'))
    isScheduled = false
    schedule()
  }

  return {
    size: () => lists.size,
    add(list: LiveList): void {
      lists.add(list)
      schedule()
    },
    remove(list: LiveList): void {
      lists.delete(list)
    }
  }
}
