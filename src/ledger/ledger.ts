import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from '../db/connect.ts'
import { codeOf } from '../db/errors.ts'
import { errors } from '../errors.ts'
import { createDrain } from './drain.ts'
import type { Committed, Entry, Recorded } from './entry.ts'
import { takeGroup } from './group.ts'
import { keepGroup } from './keep.ts'
import type { Spool, SpoolStatus } from './spool.ts'

export interface Ledger {
  /**
   * Keeps a delivery with its events and the state they lead to. Resolves when that is committed, or, where the
   * database does not take it in time, when it is on disk in the spool. Rejects with STORE_UNAVAILABLE when it can be
   * kept nowhere; recording the same again does no harm.
   */
  record(entry: Entry): Promise<Recorded>
  status(): LedgerStatus
  /** Resolves when all that was given has been kept, and nothing is being written any more. */
  close(): Promise<void>
}

export interface LedgerStatus {
  /** True: deliveries go to the spool. */
  spooling: boolean
  waiting: number
  spool: SpoolStatus
}

/** Is told what happens, to count it. Must be quick, and never throw. */
export interface LedgerWatch {
  /** Seconds: from asking for a connection to the commit's return. */
  committed(group: readonly Committed[], seconds: number): void
  spooled(channel: string): void
}

export interface LedgerOptions {
  database: Database
  spool: Spool
  log: { info(fields: object, message: string): void; error(fields: object, message: string): void }
  /** Brings the database up to date, where that could not be done before the start. */
  prepare?: (() => Promise<void>) | undefined
  /** There are new events. */
  onEvents?: () => void
  watch?: LedgerWatch
}

/** One group is being written; the next ones, already on their connections, are looked up and wait for its turn. */
const GROUPS_IN_FLIGHT = 3
/** So many are a group at once. Fewer wait for what else has arrived and is only to be read, and while another group is written. */
const WORTH_A_COMMIT = 32
/** A provider gives up after five seconds (Mews) or fifteen (Twilio). */
const PATIENCE_MS = 2_000
/** Nobody waits for what is drained, and groups are as large as can be. */
const DRAIN_PATIENCE_MS = 5_000
const BETWEEN_TRIES_MS = 500
/** So little is drained within the patience of those who wait meanwhile. */
const LAST_BYTES = 1024 * 1024

interface Waiting {
  entry: Entry
  resolve(recorded: Recorded): void
  reject(error: unknown): void
}

/**
 * Group commit: deliveries that arrive together, or while commits are under way, share the next one. There is no timer,
 * so an idle gateway writes at once, and each delivery is answered when its own commit returned.
 *
 * When the database does not take a group in time, that group and all that comes after it goes to the spool, until the
 * spool has been drained: so the order of arrival stays the order of events.
 */
export function createLedger({ database, spool, log, prepare, onEvents, watch }: LedgerOptions): Ledger {
  const waiting: Waiting[] = []
  let prepared = prepare === undefined
  let inFlight = 0
  let scheduled = false
  let idle: (() => void)[] = []
  let closing = false
  /** `last few`: what arrives waits for the end of the spool, which is near. */
  let way: 'database' | 'spool' | 'last few' = 'database'
  let recovery: Promise<void> | undefined
  const drain = createDrain({
    spool,
    log,
    isOver: () => closing,
    keep: (entries, patience) => keep(entries, { patience, again: true })
  })

  function pump(): void {
    while (way === 'database' && isWorthACommit()) {
      const group = takeGroup(waiting)
      inFlight++
      void write(group).finally(() => {
        inFlight--
        pump()
      })
    }
    if (inFlight > 0 || (way === 'database' && waiting.length > 0)) return
    for (const resolve of idle) resolve()
    idle = []
  }

  function isWorthACommit(): boolean {
    if (inFlight === 0) return waiting.length > 0
    return inFlight < GROUPS_IN_FLIGHT && waiting.length >= WORTH_A_COMMIT
  }

  function pumpSoon(): void {
    if (scheduled) return
    scheduled = true
    setImmediate(() => {
      scheduled = false
      pump()
    })
  }

  async function write(group: readonly Waiting[]): Promise<void> {
    try {
      const entries = group.map(({ entry }) => entry)
      const committed = await keep(entries, { patience: PATIENCE_MS })
      for (const [at, { resolve, reject }] of group.entries()) {
        const result = committed[at]
        if (result === undefined) reject(new errors.INTERNAL())
        else resolve(result.recorded)
      }
    } catch (error) {
      // It is not known whether it was committed. The spool is drained with that in mind.
      await goToSpool(error, group)
    }
  }

  async function keep(entries: readonly Entry[], how: { patience: number; again?: boolean }): Promise<Committed[]> {
    const began = performance.now()
    const committed = await keepGroup(entries, { database, log, ...how })
    watch?.committed(committed, (performance.now() - began) / 1000)
    if (committed.some(({ recorded }) => recorded.events.length > 0)) onEvents?.()
    return committed
  }

  async function goToSpool(error: unknown, group: readonly Waiting[]): Promise<void> {
    if (way === 'database') {
      log.error({ err: error }, 'the database does not take deliveries: they are kept in the spool until it does')
    }
    const spooled = spoolAll([...group, ...waiting.splice(0)])
    startRecovery()
    await spooled
  }

  function startRecovery(): void {
    way = 'spool'
    recovery ??= recover()
  }

  async function spoolAll(all: readonly Waiting[]): Promise<void> {
    await Promise.all(all.map(spoolFor))
  }

  async function spoolFor({ entry, resolve, reject }: Waiting): Promise<void> {
    try {
      await spool.append(entry)
      watch?.spooled(entry.delivery.channel)
      resolve(spooled(entry))
    } catch (error) {
      reject(error)
    }
  }

  async function recover(): Promise<void> {
    let count = 0
    let reported: string | undefined
    while (!closing) {
      try {
        await database.ping()
        if (!prepared) await prepare?.()
        prepared = true
        count += await drain(DRAIN_PATIENCE_MS)
        if (closing) return
        if (spool.status().bytes > LAST_BYTES) continue
        way = 'last few'
        count += await drain(PATIENCE_MS)
        if (closing) return
        // A group that was still under way may have failed meanwhile.
        if (way !== 'last few') continue
        way = 'database'
        recovery = undefined
        log.info({ deliveries: count }, 'the database takes deliveries again, and the spool is drained')
        return pump()
      } catch (error) {
        const code = codeOf(error)
        if (code !== reported) log.error({ err: error }, 'the database is still away')
        reported = code
        way = 'spool'
        await spoolAll(waiting.splice(0))
        await sleep(BETWEEN_TRIES_MS)
      }
    }
  }

  if (!prepared || spool.status().bytes > 0) startRecovery()

  return {
    record(entry) {
      return new Promise((resolve, reject) => {
        const one = { entry, resolve, reject }
        if (way === 'spool') return void spoolFor(one)
        waiting.push(one)
        if (waiting.length >= WORTH_A_COMMIT) pump()
        else pumpSoon()
      })
    },

    status: () => ({
      spooling: way !== 'database',
      waiting: waiting.length,
      spool: spool.status()
    }),

    async close() {
      closing = true
      await new Promise<void>((resolve) => {
        idle.push(resolve)
        pump()
      })
      await recovery
      await spoolAll(waiting.splice(0))
      await spool.close()
    }
  }
}

function spooled({ delivery }: Entry): Recorded {
  return { deliveryId: delivery.id, outcome: 'spooled', reason: null, problems: [], events: [] }
}
