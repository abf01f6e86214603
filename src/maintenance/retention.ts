import { setTimeout as sleep } from 'node:timers/promises'
import type { Limits } from '../config/limits.ts'
import type { Database } from '../db/connect.ts'
import { removeAttempts } from '../db/consumers/exceptions.ts'
import { type Log, readHolder, removeRows, withRetentionLock } from '../db/retention.ts'
import type { Ask } from '../db/with-lock.ts'
import { repeatRounds } from './repeat-rounds.ts'
import { removeExpiredState } from './state-retention.ts'

export interface Retention {
  /** Removes everything that is too old. Returns false, and removes nothing, while another gateway is removing. */
  run(): Promise<boolean>
  /** Rows removed since the start. Quarantined deliveries are also counted as deliveries. */
  status(): Readonly<Removed>
  /** True: old events stay, because an active consumer or destination has not settled them. */
  isHeld(): boolean
  /** Resolves once no removal is in progress. */
  close(): Promise<void>
}

interface Removed {
  deliveries: number
  quarantined: number
  events: number
  entities: number
}

export interface RetentionOptions {
  database: Database
  /** Infinity: kept forever. */
  days: Readonly<Record<Log | 'entities', number>>
  limits: Readonly<Record<keyof Limits['maintenance'], number>>
  /** For attempts of destinations. */
  attemptDays?: number
  log: {
    info(fields: object, message: string): void
    warn(fields: object, message: string): void
    error(fields: object, message: string): void
  }
}

/** Removing rows writes whole pages to the log that acknowledgements wait for. Therefore batches are small and rare. */
const ROWS = 200
const REST_MS = 100
/** A rest lasts this many times as long as the batch before it: a batch is slow when the database has much else to do. */
const REST = 9
/** Removing state reads the whole table of entities. */
const BETWEEN_SWEEPS_MS = 86_400_000
const DAY_MS = 86_400_000

/**
 * Removes what is older than the settings allow, in small batches with rests, so that no delivery waits for it. A round
 * begins an hour after the last one. State is removed once a day.
 */
export function createRetention({ database, days, limits, attemptDays = 7, log }: RetentionOptions): Retention {
  const logs = (['deliveries', 'events'] as const).filter((table) => Number.isFinite(days[table]))
  const removesState = Number.isFinite(days.entities)
  const removed: Removed = { deliveries: 0, quarantined: 0, events: 0, entities: 0 }
  const closing = new AbortController()
  let nextSweep = 0
  let isHeld = false
  const loop = repeatRounds({
    run,
    pause,
    onFailure: (error) => log.error({ err: error }, 'old rows could not be removed: trying again every minute')
  })

  async function run(): Promise<boolean> {
    const earlier = { ...removed }
    await removeOldAttempts()
    if (logs.length === 0 && !removesState) return true
    try {
      return await withRetentionLock(database, async (ask) => {
        for (const table of logs) await removeOldRows(table, ask)
        if (logs.includes('events')) await reportHolder(ask)
        if (removesState && Date.now() >= nextSweep) await sweepState(ask)
      })
    } finally {
      report(earlier)
    }
  }

  function report(earlier: Removed): void {
    const deliveries = removed.deliveries - earlier.deliveries
    const quarantined = removed.quarantined - earlier.quarantined
    const events = removed.events - earlier.events
    const entities = removed.entities - earlier.entities
    if (deliveries + events + entities === 0) return
    log.info({ deliveries, quarantined, events, entities }, 'removed what was too old')
  }

  async function removeOldRows(table: Log, ask: Ask): Promise<void> {
    const before = daysAgo(days[table])
    // A batch starts where the one before it ended: the index still leads to rows that were just removed.
    for (let after: number | null = 0; after !== null && !closing.signal.aborted; ) {
      const began = performance.now()
      const batch = await removeRows(ask, table, { after, before, limit: ROWS })
      removed[table] += batch.removed
      removed.quarantined += batch.quarantined
      after = batch.removed > 0 ? batch.position : null
      if (after !== null) await pause(Math.max(REST_MS, (performance.now() - began) * REST))
    }
  }

  /** Events that an active consumer or destination has not settled stay, and somebody has to know that. */
  async function reportHolder(ask: Ask): Promise<void> {
    const consumer = await readHolder(ask, daysAgo(days.events))
    isHeld = consumer !== undefined
    if (isHeld) log.warn({ consumer }, 'old events are kept: a consumer or destination has not settled them')
  }

  /** Two gateways may do this at once. */
  async function removeOldAttempts(): Promise<void> {
    const before = daysAgo(attemptDays)
    const removeSome = () => removeAttempts(database.query, { before, limit: ROWS })
    while (!closing.signal.aborted && (await removeSome()) > 0) await pause(REST_MS)
  }

  async function sweepState(ask: Ask): Promise<void> {
    await removeExpiredState({
      ask,
      changedBefore: daysAgo(days.entities),
      maxBookedGuests: limits.bookedGuests,
      async rest(ms, count) {
        removed.entities += count
        return pause(Math.max(count > 0 ? REST_MS : 0, ms * REST))
      }
    })
    nextSweep = Date.now() + BETWEEN_SWEEPS_MS
  }

  /** Closing ends a pause early. */
  async function pause(ms: number): Promise<boolean> {
    await sleep(ms, undefined, { signal: closing.signal, ref: false }).catch(() => undefined)
    return !closing.signal.aborted
  }

  return {
    run,
    status: () => removed,
    isHeld: () => isHeld,
    async close() {
      closing.abort()
      await loop
    }
  }
}

function daysAgo(days: number): Date {
  return new Date(Date.now() - days * DAY_MS)
}
