import { pauseBefore } from '../consumers/lane-of-event.ts'
import type { ParkedEvent } from '../db/consumers/exceptions.ts'
import type { FeedEvent } from '../db/events.ts'
import type { Breaker } from './breaker.ts'
import type { DestinationConfig } from './destination.ts'
import type { Entry, Lane, LaneQueues } from './lane-queues.ts'
import type { PendingChanges } from './pending-changes.ts'
import type { SendResult } from './sender.ts'
import { shortened } from './shortened.ts'

/** `event`: set if this was the first attempt of a live event, and it was delivered. `isDead`: the event was given up. */
export type OnResult = (result: SendResult, event: FeedEvent | undefined, isDead: boolean) => void

interface SettlingOptions {
  config: DestinationConfig
  queues: LaneQueues
  changes: PendingChanges
  breaker: Breaker
  isReplay: boolean
  onResult: OnResult
  /** The receiver wants no more events. */
  onGone(): void
}

export type Settling = ReturnType<typeof createSettling>

/** Decides what becomes of an event after an attempt: it is settled, parked for another attempt, or a dead letter. */
export function createSettling({ config, queues, changes, breaker, isReplay, onResult, onGone }: SettlingOptions) {
  let parkedCount = 0
  let quietUntil = 0

  function park(lane: Lane, entry: Entry, result?: SendResult): void {
    if (!entry.isParked) parkedCount++
    entry.isParked = true
    entry.event = undefined
    const { position, eventId, attempts, firstAt, nextAt } = entry
    changes.park({
      ...{ lane: lane.id, position, eventId, attempts, firstAt: new Date(firstAt).toISOString() },
      nextAt: nextAt === undefined ? null : new Date(nextAt).toISOString(),
      status: result?.status ?? null,
      problem: shortened(result?.problem)
    })
    entry.settle()
  }

  function finish(lane: Lane, entry: Entry): void {
    lane.queue.shift()
    if (entry.isParked) {
      parkedCount--
      changes.unpark({ lane: lane.id, position: entry.position })
    }
    entry.settle()
    queues.schedule(lane)
  }

  function bury(lane: Lane, entry: Entry, { status, problem }: SendResult): void {
    const { position, eventId, attempts } = entry
    changes.bury({ lane: lane.id, position, eventId, attempts, status, problem: shortened(problem) })
    finish(lane, entry)
  }

  function fail(lane: Lane, entry: Entry, result: SendResult): void {
    const problem = result.problem ?? 'failed'
    const { retryAfterMs } = result
    const isEndpoint = result.class === 'endpoint'
    if (isEndpoint && breaker.failed({ position: entry.position, firstAt: entry.firstAt, problem, retryAfterMs })) {
      onResult(result, undefined, false)
      // Nothing counts while the breaker is open. What was parked stays parked.
      queues.schedule(lane)
      return
    }
    if (isEndpoint && retryAfterMs !== undefined) quietUntil = Date.now() + retryAfterMs
    if (!isEndpoint) breaker.answered()
    const pause = pauseBefore(entry.attempts + 2, config)
    // An endpoint that is down makes no dead letters: another event must have succeeded meanwhile.
    if (pause === undefined && isEndpoint && breaker.lastSuccess <= entry.firstAt) {
      breaker.open(problem, retryAfterMs)
      queues.schedule(lane)
      return
    }
    entry.attempts++
    onResult(result, undefined, pause === undefined)
    if (pause === undefined) {
      bury(lane, entry, result)
      return
    }
    entry.nextAt = Date.now() + Math.max(pause, retryAfterMs ?? 0)
    park(lane, entry, result)
    queues.schedule(lane)
  }

  return {
    get parkedCount(): number {
      return parkedCount
    },
    /** Nothing is sent before this: the endpoint has asked for a pause. */
    get quietUntil(): number {
      return quietUntil
    },
    /** Adds an event that an earlier owner or a replay has parked. */
    addParked({ lane, position, eventId, attempts, firstAt, nextAt }: ParkedEvent): void {
      parkedCount++
      const times = { firstAt: Date.parse(firstAt), nextAt: nextAt === null ? undefined : Date.parse(nextAt) }
      const entry = { position, eventId, event: undefined, attempts, ...times, isParked: true, settle: () => undefined }
      queues.add(lane, entry)
    },
    add(laneId: string, { event, settle }: { event: FeedEvent; settle: () => void }): void {
      const { position, id: eventId } = event
      const [attempts, firstAt, nextAt, isParked] = [0, Date.now(), undefined, false]
      queues.add(laneId, { position, eventId, event, attempts, firstAt, nextAt, isParked, settle })
    },
    /** Parks what waits behind a parked event of its lane, so that the cursor does not wait for it. */
    parkFollowers(): void {
      if (parkedCount === 0) return
      for (const lane of queues.values()) {
        if (!lane.queue[0]?.isParked) continue
        for (const entry of lane.queue) if (!entry.isParked) park(lane, entry)
      }
    },
    /** The event needs no attempt any more. */
    finish,
    /** Keeps an attempt for `GET …/attempts`. */
    note({ eventId, attempts }: Entry, { class: found, status, ms, problem }: SendResult): void {
      if (found === 'ok' && config.attempts !== 'all') return
      const at = new Date().toISOString()
      changes.tried({ at, eventId, attempt: attempts + 1, status, ms, problem: shortened(problem) })
    },
    /** An attempt with this event alone, or one with several that succeeded. */
    settle(lane: Lane, entry: Entry, event: FeedEvent, result: SendResult): void {
      if (result.class === 'ok') {
        onResult(result, entry.attempts === 0 && !isReplay ? event : undefined, false)
        breaker.succeeded()
        finish(lane, entry)
        return
      }
      if (result.class === 'gone') {
        onResult(result, undefined, false)
        queues.schedule(lane)
        quietUntil = Date.now() + GONE_PAUSE_MS
        onGone()
        return
      }
      fail(lane, entry, result)
    },
    /** A request with several events failed. They are sent again in smaller ones, until the culprit is alone. */
    failTogether(first: Entry, lanes: readonly Lane[], result: SendResult): void {
      onResult(result, undefined, false)
      const { position, firstAt } = first
      const { retryAfterMs } = result
      if (result.class === 'endpoint') {
        breaker.failed({ position, firstAt, problem: result.problem ?? 'failed', retryAfterMs })
        if (retryAfterMs !== undefined) quietUntil = Date.now() + retryAfterMs
      }
      for (const lane of lanes) queues.schedule(lane)
    }
  }
}

/** Enough for the owner to pause the destination, and to try again if the database did not answer. */
const GONE_PAUSE_MS = 5_000
