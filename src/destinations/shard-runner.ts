import { setMaxListeners } from 'node:events'
import type { Limits } from '../config/limits.ts'
import type { Checkpoint, ParkedEvent } from '../db/consumers/exceptions.ts'
import type { ShardRow } from '../db/consumers/shards.ts'
import { createdAt } from '../feed/created-at.ts'
import { createBreaker } from './breaker.ts'
import type { Destination } from './destination.ts'
import { createDispatcher, PROBED_LANES } from './dispatcher.ts'
import { createFeedReader } from './feed-reader.ts'
import { createLaneQueues } from './lane-queues.ts'
import { createParkedEvents } from './parked-events.ts'
import { createPendingChanges } from './pending-changes.ts'
import type { Sender } from './sender.ts'
import { createSettling, type OnResult } from './settling.ts'
import { createShardCheckpoint } from './shard-checkpoint.ts'
import type { SharedPages } from './shared-pages.ts'
import { createWindow } from './window.ts'

export interface ShardRunner {
  readonly row: ShardRow
  readonly destination: Destination
  readonly failingSince: number | undefined
  readonly isOpen: boolean
  readonly problem: string | null
  readonly parkedCount: number
  readonly inFlight: number
  /** By the monotonic clock: nothing is sent after this. */
  leasedUntil: number
  /** There may be new events. */
  wake(): void
  /** What changed since the last checkpoint. Undefined: nothing. `isAll`: also if nothing has. */
  takeCheckpoint(isAll?: boolean): Checkpoint | undefined
  restore(checkpoint: Checkpoint): void
  /** True: a replay has sent everything. */
  isFinished(): boolean
  /** Age in seconds of the oldest event that was read and is not settled. */
  lagSeconds(): number
  /** Starts no more requests. */
  drain(): void
  /** Ends also the requests that wait for their answers. */
  stop(): void
}

interface RunnerOptions {
  row: ShardRow
  parked: readonly ParkedEvent[]
  destination: Destination
  sender: Sender
  pages: SharedPages
  leasedUntil: number
  limits: Limits['destinations']
  onResult: OnResult
  onGone(): void
  log: { warn(fields: object, message: string): void }
}

/** Sends the events of one shard in the order of their lanes, until it is stopped. */
export function createShardRunner(options: RunnerOptions): ShardRunner {
  const { row, destination, sender, pages, limits, onResult, onGone, log } = options
  const { name, config, shards, filter } = destination
  const ordering = limits.laneRequests > 1 ? 'none' : destination.ordering
  const isReplay = row.until !== null
  const window = createWindow(row.position)
  const changes = createPendingChanges()
  const closing = new AbortController()
  const { signal } = closing
  // Each request listens to it.
  setMaxListeners(0, signal)
  const breaker = createBreaker({
    failingSince: row.failingSince === null ? undefined : Date.parse(row.failingSince),
    openUntil: row.openUntil === null ? undefined : Date.parse(row.openUntil),
    problem: row.problem,
    limits
  })
  const queues = createLaneQueues()
  const settling = createSettling({ config, queues, changes, breaker, isReplay, onResult, onGone })
  const parked = createParkedEvents({ row, parked: options.parked, add: settling.addParked })
  const reader = createFeedReader({
    ...{ row, filter, ordering, shards, pages, window, signal, mayRead },
    isParked: parked.has,
    onRead: parked.addUpTo,
    onEvent: (lane, event) => settling.add(lane, { event, settle: window.add(event.position, event.data.length) }),
    onPage: () => dispatcher.pump(),
    onFailure: (err) => log.warn({ err, destination: name }, 'the feed cannot be read: a destination waits')
  })
  const dispatcher = createDispatcher({
    ...{ config, filter, queues, breaker, settling, sender, signal },
    rate: config.rate === null ? null : config.rate / shards,
    readOne: pages.readOne,
    isOwner: () => performance.now() < runner.leasedUntil || limits.laterLeases > 0,
    onDone: reader.onRoom,
    onFailure: (err) => log.warn({ err, destination: name }, 'an event cannot be read: it is sent later')
  })
  const checkpoint = createShardCheckpoint({
    position: () => window.cursor(limits.unsettledBehindCursor),
    breaker,
    changes
  })

  function mayRead(): boolean {
    // While the breaker is open, a few lanes are enough: each may be the probe.
    if (breaker.openUntil !== undefined && queues.size >= PROBED_LANES) return false
    const { windowEvents, windowBytes, parkedEvents } = limits
    return window.size < windowEvents && window.bytes < windowBytes && settling.parkedCount < parkedEvents
  }

  function takeCheckpoint(isAll?: boolean): Checkpoint | undefined {
    // The cursor moves past events that are parked. While nothing is sent, or nothing behind them is settled, it need not.
    if (breaker.openUntil === undefined && window.hasGap) settling.parkFollowers()
    return checkpoint.take(isAll)
  }

  const runner: ShardRunner = {
    row,
    destination,
    leasedUntil: options.leasedUntil,
    get failingSince() {
      return breaker.failingSince
    },
    get isOpen() {
      return breaker.openUntil !== undefined
    },
    get problem() {
      return breaker.problem
    },
    get parkedCount() {
      return settling.parkedCount
    },
    get inFlight() {
      return dispatcher.inFlight
    },
    wake: reader.wake,
    takeCheckpoint,
    restore: checkpoint.restore,
    isFinished: () =>
      isReplay &&
      window.cursor(0) >= (row.until ?? 0) &&
      queues.size === 0 &&
      changes.isEmpty &&
      dispatcher.inFlight === 0,
    lagSeconds() {
      let oldest = Date.now()
      // The id of an event is a UUIDv7.
      for (const { queue } of queues.values())
        if (queue[0]) oldest = Math.min(oldest, createdAt({ id: queue[0].eventId }))
      return (Date.now() - oldest) / 1_000
    },
    drain: dispatcher.drain,
    stop() {
      closing.abort()
      dispatcher.stop()
      reader.wake()
    }
  }
  dispatcher.pump()
  void reader.run()
  return runner
}
