import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from '../db/connect.ts'
import { codeOf } from '../db/errors.ts'
import type { Spool } from './spool.ts'

/** Where new deliveries go. `last few`: they wait in memory, because the spool is nearly drained. */
export type Way = 'database' | 'spool' | 'last few'

interface Recovery {
  way(): Way
  /** Sends deliveries to the spool until it is drained. */
  start(): void
  /** Resolves when the drain has stopped. The next start drains the rest. */
  stop(): Promise<void>
}

interface RecoveryOptions {
  database: Pick<Database, 'ping'>
  spool: Spool
  log: { info(fields: object, message: string): void; error(fields: object, message: string): void }
  prepare: (() => Promise<void>) | undefined
  /** Writes the spooled deliveries. Returns their number. Throws if the database does not accept them. */
  drain(): Promise<number>
  /** Resolves when no batch is being written. Spooled deliveries arrived after those of running batches. */
  settled(): Promise<void>
  /** Sends the deliveries that wait in memory to the spool. */
  spoolWaiting(): Promise<void>
  /** Called when new deliveries go to the database again. */
  onDone(): void
}

const BETWEEN_TRIES_MS = 500
/** Fewer bytes can be drained before the deadline of the deliveries that wait. */
const LAST_BYTES = 1024 * 1024

/** Drains the spool once the database is available, then lets deliveries go to the database again. */
export function createRecovery(options: RecoveryOptions): Recovery {
  const { database, spool, log, prepare, drain, settled, spoolWaiting, onDone } = options
  let way: Way = 'database'
  let isPrepared = prepare === undefined
  let isStopped = false
  let running: Promise<void> | undefined
  let looking: Promise<void> | undefined

  function start(): void {
    way = 'spool'
    running ??= recover()
  }

  async function recover(): Promise<void> {
    let count = 0
    let reported: string | undefined
    while (!isStopped) {
      try {
        await database.ping()
        if (!isPrepared) await prepare?.()
        isPrepared = true
        await settled()
        count += await drain()
        if (isStopped) return
        if (spool.status().bytes > LAST_BYTES) continue
        way = 'last few'
        count += await drain()
        if (isStopped) return
        // A delivery reached its deadline, so it and later ones may have gone to the spool.
        if (way !== 'last few') continue
        way = 'database'
        running = undefined
        log.info({ deliveries: count }, 'the database takes deliveries again, and the spool is drained')
        return onDone()
      } catch (error) {
        const code = codeOf(error)
        if (code !== reported) log.error({ err: error }, 'the spool cannot be drained yet')
        reported = code
        way = 'spool'
        await spoolWaiting()
        await sleep(BETWEEN_TRIES_MS)
      }
    }
  }

  /** A folder that cannot be listed may have acknowledged deliveries. */
  async function lookUntilListed(): Promise<void> {
    while (!isStopped && !spool.status().isListed) {
      await sleep(BETWEEN_TRIES_MS)
      const files = await spool.seal().catch(() => [])
      if (files.length > 0) start()
    }
  }

  if (!isPrepared || spool.status().bytes > 0) start()
  if (!spool.status().isListed) looking = lookUntilListed()

  return {
    way: () => way,
    start,
    async stop() {
      isStopped = true
      await Promise.all([running, looking])
    }
  }
}
