import type { Database } from '../db/connect.ts'
import { isDataError } from '../db/errors.ts'
import { errors } from '../errors.ts'
import { commitGroup } from './commit.ts'
import type { Entry, Recorded } from './entry.ts'

export interface Ledger {
  /**
   * Keeps a delivery with its events and the state they lead to. Resolves when that is committed.
   * Rejects with STORE_UNAVAILABLE when it is not, or not known to be; recording the same again does no harm.
   */
  record(entry: Entry): Promise<Recorded>
  /** Resolves when nothing is waiting or being written. */
  drain(): Promise<void>
}

/** One group is being written while the next one waits for its turn, already on its connection. */
const GROUPS_IN_FLIGHT = 2
const LARGEST_GROUP = 500
const LARGEST_GROUP_BYTES = 8 * 1024 * 1024
const MOST_WAITING_BYTES = 64 * 1024 * 1024

interface Waiting {
  entry: Entry
  resolve(recorded: Recorded): void
  reject(error: unknown): void
}

/** The part of a logger that is needed here. */
interface Log {
  error(fields: object, message: string): void
}

/**
 * Group commit: deliveries that arrive while a commit is under way wait for the next one and share it. There is no
 * timer, so an idle gateway writes at once, and each delivery is answered when its own commit returned.
 */
export function createLedger(database: Database, log: Log): Ledger {
  const waiting: Waiting[] = []
  let waitingBytes = 0
  let inFlight = 0
  let idle: (() => void)[] = []

  function pump(): void {
    while (inFlight < GROUPS_IN_FLIGHT && waiting.length > 0) {
      const group = takeGroup(waiting)
      waitingBytes -= bytes(group)
      inFlight++
      void write(group).finally(() => {
        inFlight--
        pump()
      })
    }
    if (inFlight > 0) return
    for (const resolve of idle) resolve()
    idle = []
  }

  async function write(group: readonly Waiting[]): Promise<void> {
    try {
      const recorded = await database.transaction((tx) =>
        commitGroup(
          tx,
          group.map(({ entry }) => entry)
        )
      )
      for (const [at, { resolve, reject }] of group.entries()) {
        const result = recorded[at]
        result === undefined ? reject(new errors.INTERNAL()) : resolve(result)
      }
    } catch (error) {
      await isolate(group, error)
    }
  }

  /** One row that the database cannot take must not fail its neighbours: halves are tried until it is alone. */
  async function isolate(group: readonly Waiting[], error: unknown): Promise<void> {
    const [first] = group
    if (isDataError(error) && group.length > 1) {
      const middle = Math.ceil(group.length / 2)
      await write(group.slice(0, middle))
      await write(group.slice(middle))
    } else if (isDataError(error) && first !== undefined && first.entry.readings.length > 0) {
      log.error({ err: error, deliveryId: first.entry.delivery.id }, 'a delivery could not be stored as read')
      await write([{ ...first, entry: quarantined(first.entry) }])
    } else {
      log.error({ err: error, deliveries: group.length }, 'deliveries could not be stored')
      for (const { reject } of group) reject(new errors.STORE_UNAVAILABLE())
    }
  }

  return {
    record(entry) {
      const size = entry.delivery.body.length
      if (waitingBytes + size > MOST_WAITING_BYTES) return Promise.reject(new errors.OVERLOADED())
      return new Promise((resolve, reject) => {
        waiting.push({ entry, resolve, reject })
        waitingBytes += size
        pump()
      })
    },
    drain: () => (inFlight === 0 ? Promise.resolve() : new Promise((resolve) => idle.push(resolve)))
  }
}

function takeGroup(waiting: Waiting[]): Waiting[] {
  let size = 0
  let count = 0
  for (const { entry } of waiting) {
    size += entry.delivery.body.length
    if (count > 0 && (size > LARGEST_GROUP_BYTES || count === LARGEST_GROUP)) break
    count++
  }
  return waiting.splice(0, count)
}

function bytes(group: readonly Waiting[]): number {
  return group.reduce((sum, { entry }) => sum + entry.delivery.body.length, 0)
}

/** The exact bytes alone: those the database always takes. */
function quarantined({ delivery }: Entry): Entry {
  return {
    delivery: { ...delivery, outcome: 'quarantined', reason: 'what was read in it could not be stored' },
    readings: []
  }
}
