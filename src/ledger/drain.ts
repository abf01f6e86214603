import { setTimeout as sleep } from 'node:timers/promises'
import type { Limits } from '../config/limits.ts'
import type { Delivery, InterpretedDelivery } from '../contract/delivery.ts'
import type { Patience } from '../db/connect.ts'
import { isBrokenConnection, isOutOfResources, isPoison, isTooSlow } from '../db/errors.ts'
import type { Spooled } from '../spool/record.ts'
import type { Spool } from '../spool/spool.ts'
import { batchSize, isLarge } from './batch.ts'
import { createPacer } from './pacer.ts'
import { quarantined } from './quarantine.ts'

interface DrainOptions {
  spool: Spool
  limits: Limits['ledger']
  /** Interprets a delivery with the current code. Undefined: no endpoint accepts deliveries at its path any more. */
  interpret(delivery: Delivery): InterpretedDelivery | undefined | Promise<InterpretedDelivery | undefined>
  /**
   * Commits deliveries, some of which may be stored already. Throws while the database is not available. Calls `onLocked` when
   * it no longer waits for other writers.
   */
  keep(deliveries: readonly InterpretedDelivery[], patience: Patience, onLocked: () => void): Promise<unknown>
  /** True: the database accepts other deliveries. */
  takesWrites(): Promise<boolean>
  /** True: the gateway ends, and its next start drains the rest. */
  isOver(): boolean
  log: { error(fields: object, message: string): void }
}

/** After a failure, the next batch is this many times smaller, so that a failing delivery is soon alone. */
const SHRINK = 64
const BETWEEN_ATTEMPTS_MS = 250
/** A database that accepts other deliveries answers a statement for a few small ones sooner. What is behind them waits. */
const PATIENCE: Patience = { perStatement: 1_000 }
/** For large deliveries, and for a database that is slow for all. These deliveries are acknowledged, so no provider waits. */
const LONG_PATIENCE: Patience = { perStatement: 5_000 }

/**
 * Returns a function that writes spooled deliveries to the database in the order of arrival. A file is removed when all its
 * deliveries are committed; after a failure it is read from its beginning. Returns the number of deliveries written.
 *
 * No delivery blocks those behind it. If the database accepts other deliveries but not this one, it is quarantined after some attempts,
 * all within this start, so that no restart can reset the count. If the database accepts nothing, `drain` throws.
 */
export function createDrain({
  spool,
  limits,
  interpret,
  keep,
  takesWrites,
  isOver,
  log
}: DrainOptions): () => Promise<number> {
  let largest = limits.batchDeliveries
  let isSlow = false

  return async function drain() {
    let count = 0
    for (const file of await spool.seal()) {
      if (isOver()) return count
      // Ids are in the order of arrival. Deliveries of failed commits were appended late.
      const spooled = (await spool.read(file)).sort((one, other) => (one.delivery.id < other.delivery.id ? -1 : 1))
      const written = await writeAll(spooled)
      count += written
      if (written < spooled.length) return count
      await spool.remove(file)
    }
    return count
  }

  /** Returns the number of deliveries that were written: less than all if the gateway ends. */
  async function writeAll(spooled: readonly Spooled[]): Promise<number> {
    const pacer = createPacer(limits.sliceBytes)
    const deliveries: InterpretedDelivery[] = []
    let interpreted = 0
    for (let written = 0; written < spooled.length; ) {
      for (const one of spooled.slice(interpreted, interpreted + largest - deliveries.length)) {
        const last = deliveries.at(-1)
        if (last !== undefined && isLarge(last, limits)) break
        deliveries.push(await interpretedOf(one))
        interpreted++
        await pacer.pause(one.delivery.body.length)
      }
      if (isOver()) return written
      const batch = deliveries.slice(0, largest)
      const count = await writeSome(batch.slice(0, batchSize(batch, limits)))
      deliveries.splice(0, count)
      written += count
    }
    return spooled.length
  }

  /** Records of earlier versions hold their readings. */
  async function interpretedOf({ delivery, readings }: Spooled): Promise<InterpretedDelivery> {
    const interpreted = readings === undefined ? await interpret(delivery) : { delivery, readings }
    if (interpreted !== undefined) return interpreted
    const unread = {
      outcome: 'quarantined',
      reason: 'no channel reads what came to its path',
      cause: 'unparseable'
    } as const
    return { delivery: { ...delivery, ...unread }, readings: [] }
  }

  /** Writes the first deliveries of a batch. Returns how many; 0: try a smaller batch, or the gateway ends. */
  async function writeSome(batch: readonly InterpretedDelivery[]): Promise<number> {
    const [first, second] = batch
    if (first === undefined) return 0
    if (second === undefined) return (await writeOrQuarantine(first)) ? 1 : 0
    const failure = await attempt(batch, 1)
    if (failure !== undefined) {
      largest = isPoison(failure.error) ? 1 : Math.max(1, Math.floor(batch.length / SHRINK))
      return 0
    }
    largest = Math.min(limits.batchDeliveries, largest + Math.ceil(largest / 8))
    return batch.length
  }

  /** False: the gateway ends. */
  async function writeOrQuarantine(interpreted: InterpretedDelivery): Promise<boolean> {
    const { id: deliveryId, channel } = interpreted.delivery
    const failure = await attempt([interpreted], limits.attempts)
    if (failure !== undefined && !isOver()) {
      log.error(
        { err: failure.error, channel, deliveryId },
        'a delivery cannot be written: it is quarantined with its bytes'
      )
      const secondFailure = await attempt([quarantined(interpreted, failure.error, 'unwritable')], limits.attempts)
      if (secondFailure !== undefined && !isOver()) {
        log.error(
          { err: secondFailure.error, channel, deliveryId },
          'a delivery cannot be stored at all: it is set aside in the spool'
        )
        await spool.setAside(interpreted.delivery)
      }
    }
    if (isOver()) return false
    largest = Math.min(limits.batchDeliveries, largest + 1)
    return true
  }

  /**
   * Undefined if the deliveries are committed. Otherwise the last of several failures in a row that the database did not cause.
   * Throws a failure that the database may have caused.
   */
  async function attempt(
    deliveries: readonly InterpretedDelivery[],
    most: number
  ): Promise<{ error: unknown } | undefined> {
    for (let failures = 0, broken = 0; ; ) {
      let isLocked = false
      try {
        const needsLong = isSlow || deliveries.some((one) => isLarge(one, limits))
        await keep(deliveries, needsLong ? LONG_PATIENCE : PATIENCE, () => {
          isLocked = true
        })
        isSlow = false
        return undefined
      } catch (error) {
        if (isPoison(error)) return { error }
        // This batch never got the commit lock, so another writer holds it.
        const isWaiting = isTooSlow(error) && !isLocked
        if (isWaiting || isOutOfResources(error)) throw error
        if (!(await takesWrites())) {
          isSlow = isTooSlow(error)
          throw error
        }
        if (isBrokenConnection(error)) broken++
        else failures++
        if (failures >= most || broken >= limits.brokenConnections || isOver()) return { error }
        await sleep(BETWEEN_ATTEMPTS_MS)
      }
    }
  }
}
