import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import type { SealingKey } from '../accounts/secrets-key.ts'
import type { Limits } from '../config/limits.ts'
import { changeConfig } from '../db/accounts/change.ts'
import type { Database } from '../db/connect.ts'
import { updateState } from '../db/consumers/consumers.ts'
import { createWakeablePause } from '../feed/wakeable-pause.ts'
import type { Outbound } from '../outbound/outbound.ts'
import type { Destination } from './destination.ts'
import { openSecrets, type ReadVariable } from './secrets.ts'
import { createSender, type Sender } from './sender.ts'
import { createShardSet, type DestinationMeter } from './shard-set.ts'
import { createSharedPages } from './shared-pages.ts'

interface DestinationsOptions {
  database: Database
  outbound: Outbound
  sealing: readonly SealingKey[]
  readVariable: ReadVariable
  userAgent: string
  limits: Limits['destinations']
  meter: DestinationMeter
  log: { info(fields: object, message: string): void; warn(fields: object, message: string): void }
}

const RELEASE_MS = 2_000

/** Sends events to destinations: leases their shards, and keeps leases and cursors up to date. */
export function createDestinations(options: DestinationsOptions) {
  const { database, outbound, sealing, readVariable, userAgent, limits, meter, log } = options
  const senders = new Map<number, { version: number; sender: Sender }>()
  const closing = new AbortController()
  const pages = createSharedPages(database, limits.sharedBytes)
  const shards = createShardSet({
    ...{ query: database.query, owner: randomUUID(), pages, limits, senderOf, pause, meter, log }
  })
  let known: readonly Destination[] = []
  const pausing = createWakeablePause()
  const waiting: (() => void)[] = []
  const loop = run()

  async function run(): Promise<void> {
    let [refreshed, renewed] = [Number.NEGATIVE_INFINITY, performance.now()]
    let hasFailed = false
    while (!closing.signal.aborted) {
      const now = performance.now()
      try {
        if (pausing.isWoken() || now - refreshed >= limits.refreshMs) {
          pausing.reset()
          await refresh(waiting.splice(0))
          refreshed = now
        }
        if (now - renewed >= limits.renewMs) {
          await shards.renew()
          renewed = now
        }
        await shards.checkpoint()
        hasFailed = false
      } catch (error) {
        if (!hasFailed && !closing.signal.aborted)
          log.warn({ err: error }, 'destinations wait: the database does not answer')
        hasFailed = true
      }
      await pausing.pause(shards.runners().length > 0 ? limits.checkpointMs : limits.refreshMs)
    }
  }

  /** `waiting`: callers that wait for the end of the refresh. */
  async function refresh(waiting: readonly (() => void)[]): Promise<void> {
    known = await shards.refresh().finally(() => {
      for (const resolve of waiting) resolve()
    })
    const ids = new Set(known.map(({ id }) => id))
    for (const id of senders.keys()) if (!ids.has(id)) senders.delete(id)
    // All shards at the end of the feed look for new events at the same moment, and share what they read.
    shards.wake()
  }

  function senderOf(destination: Destination): Sender {
    const found = senders.get(destination.id)
    if (found?.version === destination.version) return found.sender
    const sender = buildSender(destination)
    senders.set(destination.id, { version: destination.version, sender })
    return sender
  }

  function buildSender(destination: Destination): Sender {
    const secrets = openSecrets(destination, sealing)
    return createSender({ destination, secrets, outbound, readVariable, userAgent })
  }

  async function pause({ id, name }: Destination, reason: string): Promise<void> {
    try {
      await changeConfig(database, (change, version) => updateState(change, version, id, 'paused', reason))
      log.warn({ destination: name, reason }, 'a destination was paused')
    } catch (error) {
      log.warn({ err: error, destination: name }, 'a destination could not be paused')
    }
    pausing.wake()
  }

  /** Resolves when this gateway has taken all changes of destinations. */
  function takeChanges(): Promise<void> {
    if (closing.signal.aborted) return Promise.resolve()
    const taken = new Promise<void>((resolve) => waiting.push(resolve))
    pausing.wake()
    return taken
  }

  return {
    /** There may be new events. */
    onEvents: shards.wake,
    /** Destinations may have changed. */
    wake: pausing.wake,
    takeChanges,
    /** Sends one message, whatever the state of the destination is. */
    buildSender,
    /** Shards that this gateway sends. */
    status: () =>
      shards.runners().map((runner) => ({
        destination: runner.destination.name,
        isOpen: runner.isOpen,
        parked: runner.parkedCount,
        lagSeconds: runner.lagSeconds()
      })),
    async close(): Promise<void> {
      closing.abort()
      pausing.wake()
      // A database that is frozen holds up the look that is under way.
      await atMost(RELEASE_MS, loop)
      for (const tell of waiting.splice(0)) tell()
      await shards.drain()
      await atMost(RELEASE_MS, giveBack())
    }
  }

  async function giveBack(): Promise<void> {
    try {
      await shards.checkpoint()
      await shards.release()
    } catch (error) {
      log.warn({ err: error }, 'destinations keep their leases for a while: the database does not answer')
    }
  }
}

async function atMost(milliseconds: number, work: Promise<unknown>): Promise<void> {
  await Promise.race([work, sleep(milliseconds, undefined, { ref: false })])
}

export type Destinations = ReturnType<typeof createDestinations>
