import type { Limits } from '../config/limits.ts'
import type { Committed, Delivery, InterpretedDelivery, Recorded } from '../contract/delivery.ts'
import { errors } from '../contract/errors.ts'
import type { Database, Patience } from '../db/connect.ts'
import { takesWrites } from '../db/probe-write.ts'
import { createRecovery } from '../spool/recovery.ts'
import type { Spool, SpoolStatus } from '../spool/spool.ts'
import { batchSize, isLarge } from './batch.ts'
import type { CommitOptions } from './commit-batch.ts'
import { commitOrSplit } from './commit-or-split.ts'
import { createDrain } from './drain.ts'

export interface Ledger {
  /**
   * Stores a delivery with its events and entity states. Resolves when they are committed, or, if the database does not accept them in
   * time, when the delivery is on disk in the spool. Rejects with STORE_UNAVAILABLE if neither is possible. Recording the same
   * delivery again does no harm.
   */
  record(interpreted: InterpretedDelivery): Promise<Recorded>
  status(): LedgerStatus
  /** Resolves when every recorded delivery is stored, in the database or in the spool, and no write is running. */
  close(): Promise<void>
}

export interface LedgerStatus {
  /** True: deliveries go to the spool. */
  spooling: boolean
  waiting: number
  spool: SpoolStatus
}

/** Observes commits for metrics. Must be quick, and never throw. */
export interface LedgerWatch {
  /** Seconds: from asking for a connection to the commit's return. */
  committed(batch: readonly Committed[], seconds: number): void
  spooled(channel: string): void
}

export interface LedgerOptions {
  database: Database
  spool: Spool
  limits: Limits['ledger']
  log: { info(fields: object, message: string): void; error(fields: object, message: string): void }
  /** Interprets a spooled delivery with the current code. Undefined: no endpoint accepts deliveries at its path any more. */
  interpret(delivery: Delivery): InterpretedDelivery | undefined | Promise<InterpretedDelivery | undefined>
  /** Migrates the database, if it was unavailable at the start. */
  prepare?: (() => Promise<void>) | undefined
  onEvents?: () => void
  watch?: LedgerWatch
}

/** One batch holds the commit lock. The next ones have read their states and wait for the lock. */
const MOST_IN_FLIGHT = 3
/** Start another commit when this many deliveries wait. Fewer deliveries wait for the running commit, and share the next one. */
const WORTH_A_COMMIT = 32
/** A large delivery may take long, as long as PostgreSQL answers its statements. */
const LARGE_PATIENCE: Patience = { perStatement: 2_000 }
/** A batch gets this much time, however long its deliveries have waited. */
const SHORTEST_PATIENCE_MS = 100

interface Waiting {
  interpreted: InterpretedDelivery
  /** Time by which it must be acknowledged, on the clock of `performance.now()`. */
  deadline: number
  resolve(recorded: Recorded): void
  reject(error: unknown): void
}

/**
 * Group commit: deliveries that arrive together, or while a commit is in flight, share the next commit. An idle gateway writes at
 * once. Each delivery is answered after its own commit has returned.
 *
 * A delivery that is not committed at its deadline goes to the spool, with all deliveries behind it and all that arrive until
 * the spool is drained. So the order of arrival stays the order of events. A large delivery is a batch of its own, and has
 * no deadline.
 */
export function createLedger(options: LedgerOptions): Ledger {
  const { database, spool, limits, log, interpret, prepare, onEvents, watch } = options
  const waiting: Waiting[] = []
  let inFlight = 0
  let largeInFlight = 0
  let isScheduled = false
  let deadlineTimer: NodeJS.Timeout | undefined
  const onSettled: (() => void)[] = []
  const onIdle: (() => void)[] = []
  let isClosing = false

  const drain = createDrain({
    ...{ spool, limits, interpret, log },
    keep: (deliveries, patience, onLocked) => keep(deliveries, patience, { mayBeStored: true, onLocked }),
    takesWrites: () => takesWrites(database),
    isOver: () => isClosing
  })
  const recovery = createRecovery({
    ...{ database, spool, log, prepare, drain },
    settled: () => new Promise((resolve) => (inFlight === 0 ? resolve() : onSettled.push(resolve))),
    spoolWaiting: () => spoolAll(waiting.splice(0)),
    onDone: pump
  })

  function pump(): void {
    while (recovery.way() === 'database' && isWorthACommit()) {
      const batch = waiting.splice(0, batchSize(interpretedOf(waiting), limits))
      const isLargeBatch = batch.some(({ interpreted }) => isLarge(interpreted, limits))
      inFlight++
      if (isLargeBatch) largeInFlight++
      void write(batch, isLargeBatch).finally(() => {
        inFlight--
        if (isLargeBatch) largeInFlight--
        pump()
      })
    }
    if (inFlight > 0) return
    for (const resolve of onSettled.splice(0)) resolve()
    if (recovery.way() === 'database' && waiting.length > 0) return
    for (const resolve of onIdle.splice(0)) resolve()
  }

  function isWorthACommit(): boolean {
    if (inFlight === 0) return waiting.length > 0
    return inFlight < MOST_IN_FLIGHT && waiting.length >= WORTH_A_COMMIT
  }

  function pumpSoon(): void {
    if (isScheduled) return
    isScheduled = true
    setImmediate(() => {
      isScheduled = false
      pump()
    })
  }

  async function write(batch: readonly Waiting[], isLargeBatch: boolean): Promise<void> {
    const [first] = batch
    if (first === undefined) return
    const patience = isLargeBatch ? LARGE_PATIENCE : Math.max(SHORTEST_PATIENCE_MS, first.deadline - performance.now())
    try {
      const committed = await keep([...interpretedOf(batch)], patience, {})
      for (const [at, { resolve, reject }] of batch.entries()) {
        const result = committed[at]
        if (result === undefined) reject(new errors.INTERNAL())
        else resolve(result.recorded)
      }
    } catch (error) {
      // The commit may have happened. The drain therefore expects deliveries that are stored already.
      await goToSpool(batch, error)
    }
  }

  async function keep(
    deliveries: readonly InterpretedDelivery[],
    patience: Patience,
    how: Pick<CommitOptions, 'mayBeStored' | 'onLocked'>
  ): Promise<Committed[]> {
    const began = performance.now()
    const committed = await commitOrSplit(deliveries, { database, limits, log, patience, ...how })
    watch?.committed(committed, (performance.now() - began) / 1000)
    if (committed.some(({ recorded }) => recorded.events.length > 0)) onEvents?.()
    return committed
  }

  async function goToSpool(batch: readonly Waiting[], error?: unknown): Promise<void> {
    if (recovery.way() === 'database') report(error)
    const spooled = spoolAll([...batch, ...waiting.splice(0)])
    recovery.start()
    await spooled
  }

  function report(error: unknown): void {
    if (largeInFlight > 0) {
      log.info({}, 'a large delivery is being written: others are kept in the spool until it is')
      return
    }
    log.error({ err: error }, 'the database does not take deliveries: they are kept in the spool until it does')
  }

  async function spoolAll(all: readonly Waiting[]): Promise<void> {
    await Promise.all(all.map(spoolOne))
  }

  async function spoolOne({ interpreted, resolve, reject }: Waiting): Promise<void> {
    try {
      await spool.append(interpreted.delivery)
      watch?.spooled(interpreted.delivery.channel)
      resolve(spooled(interpreted))
    } catch (error) {
      reject(error)
    }
  }

  /** One timer serves all deliveries that wait, because their deadlines are in order. */
  function watchDeadlines(): void {
    if (deadlineTimer !== undefined) return
    const next = waiting.find(({ deadline }) => Number.isFinite(deadline))
    if (next === undefined) return
    deadlineTimer = setTimeout(() => {
      deadlineTimer = undefined
      if (next.deadline <= performance.now() && waiting.includes(next)) void goToSpool([], new WaitedTooLong())
      watchDeadlines()
    }, next.deadline - performance.now())
  }

  return {
    record(interpreted) {
      return new Promise((resolve, reject) => {
        const deadline = isLarge(interpreted, limits)
          ? Number.POSITIVE_INFINITY
          : performance.now() + limits.acknowledgeMs
        const one = { interpreted, deadline, resolve, reject }
        if (recovery.way() === 'spool') return void spoolOne(one)
        waiting.push(one)
        watchDeadlines()
        if (waiting.length >= WORTH_A_COMMIT) pump()
        else pumpSoon()
      })
    },

    status: () => ({
      spooling: recovery.way() !== 'database',
      waiting: waiting.length,
      spool: spool.status()
    }),

    async close() {
      isClosing = true
      await new Promise<void>((resolve) => {
        onIdle.push(resolve)
        pump()
      })
      await recovery.stop()
      await spoolAll(waiting.splice(0))
      clearTimeout(deadlineTimer)
      await spool.close()
    }
  }
}

class WaitedTooLong extends Error {
  override name = 'WaitedTooLong'
  readonly code = 'WAITED_TOO_LONG'
}

function* interpretedOf(waiting: Iterable<Waiting>): Generator<InterpretedDelivery> {
  for (const { interpreted } of waiting) yield interpreted
}

function spooled({ delivery }: InterpretedDelivery): Recorded {
  return { deliveryId: delivery.id, outcome: 'spooled', reason: null, problems: [], events: [] }
}
