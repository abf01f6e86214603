import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from './db/connect.ts'
import { type Batch, type RemoveBatch, removing, type Table } from './db/retention.ts'

export interface Retention {
  /** Removes all that is too old. Does nothing while another gateway is at it. */
  run(): Promise<void>
  /** Rows removed since the start; the quarantined ones are deliveries, too. */
  status(): { deliveries: number; quarantined: number; events: number }
  /** Resolves when nothing is being removed any more. */
  close(): Promise<void>
}

export interface RetentionOptions {
  database: Database
  /** Infinity: for ever. */
  days: Readonly<Record<Table, number>>
  log: { info(fields: object, message: string): void; error(fields: object, message: string): void }
}

/** Removing means writing whole pages to the log that acknowledgements wait for: so little at a time, and not often. */
const ROWS = 200
const REST_MS = 100
/** And the longer a batch took, because there is much else to do, the longer the rest. */
const REST = 9
const AFTER_START_MS = 1_000
const BETWEEN_ROUNDS_MS = 3_600_000
const AFTER_ERROR_MS = 60_000
const DAY_MS = 86_400_000

/**
 * Removes what has been kept for long enough, in small batches with pauses, so that no delivery waits for it: an hour
 * after the last round, and a minute after one that failed.
 */
export function createRetention({ database, days, log }: RetentionOptions): Retention {
  const tables = (['deliveries', 'events'] as const).filter((table) => Number.isFinite(days[table]))
  const removed = { deliveries: 0, quarantined: 0, events: 0 }
  const closing = new AbortController()
  const loop = tables.length > 0 ? repeat() : Promise.resolve()

  async function repeat(): Promise<void> {
    await pause(AFTER_START_MS)
    for (let failing = false; !closing.signal.aborted; ) {
      try {
        await run()
        failing = false
      } catch (error) {
        if (!failing) log.error({ err: error }, 'old deliveries could not be removed: trying again every minute')
        failing = true
      }
      await pause(failing ? AFTER_ERROR_MS : BETWEEN_ROUNDS_MS)
    }
  }

  async function run(): Promise<void> {
    const earlier = { ...removed }
    try {
      await removing(database, async (remove) => {
        for (const table of tables) await clear(table, remove)
      })
    } finally {
      const deliveries = removed.deliveries - earlier.deliveries
      const quarantined = removed.quarantined - earlier.quarantined
      const events = removed.events - earlier.events
      if (deliveries + events > 0) log.info({ deliveries, quarantined, events }, 'removed what was too old')
    }
  }

  async function clear(table: Table, remove: RemoveBatch): Promise<void> {
    const before = new Date(Date.now() - days[table] * DAY_MS)
    // The next batch begins where this one ended, because the index still leads to what was just removed.
    for (let after: number | null = 0; after !== null && !closing.signal.aborted; ) {
      const began = performance.now()
      const batch: Batch = await remove(table, { after, before, limit: ROWS })
      removed[table] += batch.removed
      removed.quarantined += batch.quarantined
      after = batch.removed > 0 ? batch.position : null
      if (after !== null) await pause(Math.max(REST_MS, (performance.now() - began) * REST))
    }
  }

  async function pause(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: closing.signal, ref: false }).catch(() => undefined)
  }

  return {
    run,
    status: () => removed,
    async close() {
      closing.abort()
      await loop
    }
  }
}
