import { newId } from '../contract/new-id.ts'
import { type EventFilter, type FeedEvent, fits } from '../db/events.ts'
import { toCursor } from '../feed/cursor.ts'
import { eventJson } from '../feed/event-json.ts'
import type { Breaker } from './breaker.ts'
import type { DestinationConfig } from './destination.ts'
import type { Entry, Lane, LaneQueues } from './lane-queues.ts'
import type { Message, Sender } from './sender.ts'
import type { Settling } from './settling.ts'
import { createTokenBucket } from './token-bucket.ts'

interface DispatcherOptions {
  config: DestinationConfig
  /** Events that match no more are settled. */
  filter: EventFilter
  /** Events a second of this shard. */
  rate: number | null
  queues: LaneQueues
  breaker: Breaker
  settling: Settling
  sender: Sender
  readOne(position: number): Promise<FeedEvent | undefined>
  /** False: the lease has ended, and nothing may be sent. */
  isOwner(): boolean
  signal: AbortSignal
  /** A request has ended. */
  onDone(): void
  onFailure(error: unknown): void
}

interface Item {
  lane: Lane
  entry: Entry
}

const POLL_MS = 500
const SHORTEST_PAUSE_MS = 5
/** Probes go through the first lanes, so that an event that always fails does not keep the breaker open. */
export const PROBED_LANES = 8

/** Starts requests: as many as may run, in the order of the lanes, and not faster than the rate. */
export function createDispatcher(options: DispatcherOptions) {
  const { config, filter, rate, queues, breaker, settling, sender, readOne, isOwner, signal, onDone, onFailure } =
    options
  const { batch } = config
  const bucket = createTokenBucket(rate)
  let batchSize = batch?.events ?? 1
  let batchDue: number | undefined
  let inFlight = 0
  let probes = 0
  let isDraining = false
  let timer: NodeJS.Timeout | undefined

  /** Starts everything that may be sent now. */
  function pump(): void {
    clearTimeout(timer)
    if (signal.aborted || isDraining) return
    queues.wakeDue(Date.now())
    if (breaker.openUntil !== undefined) probe(breaker.openUntil)
    else if (batch !== null) startBatch(batch.waitMs)
    else startSingles()
    timer = setTimeout(pump, Math.max(SHORTEST_PAUSE_MS, nextMoment() - Date.now()))
  }

  function maySend(): boolean {
    return settling.quietUntil <= Date.now() && bucket.hasToken() && isOwner()
  }

  function startSingles(): void {
    const most = breaker.limit(config.concurrency)
    while (inFlight < most && maySend()) {
      const lane = queues.firstReady()
      const entry = lane?.queue[0]
      if (lane === undefined || entry === undefined) return
      start([{ lane, entry }])
    }
  }

  /** One batch at a time, when it is full or has waited long enough. */
  function startBatch(waitMs: number): void {
    if (inFlight > 0 || !queues.isReady || !maySend()) return
    batchDue ??= Date.now() + waitMs
    if (batchDue > Date.now() && queues.countReady() < batchSize) return
    batchDue = undefined
    start(queues.readyEntries(batchSize))
  }

  function probe(openUntil: number): void {
    if (openUntil > Date.now() || inFlight > 0 || !isOwner()) return
    const candidates = queues.oldest(PROBED_LANES)
    const lane = candidates[probes++ % candidates.length]
    const entry = lane?.queue[0]
    if (lane !== undefined && entry !== undefined) start([{ lane, entry }])
  }

  function nextMoment(): number {
    const now = Date.now()
    const times = [now + POLL_MS, queues.nextDue, breaker.openUntil ?? Number.POSITIVE_INFINITY]
    if (batchDue !== undefined) times.push(batchDue)
    if (rate !== null && queues.isReady) times.push(now + SHORTEST_PAUSE_MS)
    return Math.min(...times)
  }

  function start(items: readonly Item[]): void {
    inFlight++
    bucket.take(items.length)
    for (const { lane } of items) queues.claim(lane)
    void send(items)
      .catch((error: unknown) => {
        onFailure(error)
        for (const { lane } of items) queues.schedule(lane)
      })
      .finally(() => {
        inFlight--
        pump()
        onDone()
      })
  }

  async function send(items: readonly Item[]): Promise<void> {
    const found: (Item & { event: FeedEvent })[] = []
    for (const { lane, entry } of items) {
      const event = entry.event ?? (await readOne(entry.position))
      // It was removed, or the destination no longer wants it.
      if (event === undefined || !fits(event, filter)) settling.finish(lane, entry)
      else found.push({ lane, entry, event })
    }
    const [first] = found
    if (first === undefined) return
    if (!isOwner()) {
      for (const { lane } of found) queues.schedule(lane)
      return
    }
    const events = found.map(({ event }) => event)
    const result = await sender.send(messageOf(events, first.entry.attempts + 1), signal)
    if (signal.aborted) return
    for (const { entry } of found) settling.note(entry, result)
    if (result.class === 'ok') {
      batchSize = Math.min(batch?.events ?? 1, batchSize * 2)
      for (const { lane, entry, event } of found) settling.settle(lane, entry, event, result)
    } else if (found.length === 1 || result.class === 'gone') {
      settling.settle(first.lane, first.entry, first.event, result)
      for (const { lane } of found) queues.schedule(lane)
    } else {
      batchSize = Math.ceil(found.length / 2)
      settling.failTogether(
        first.entry,
        found.map(({ lane }) => lane),
        result
      )
    }
  }

  function messageOf(events: readonly FeedEvent[], attempt: number): Message {
    const [first] = events
    const last = events.at(-1)
    if (first === undefined || last === undefined) throw new Error('a message needs an event')
    const cursor = toCursor(last.position)
    if (batch === null) {
      const { id, traceparent } = first
      return { id, body: eventJson(first), contentType: 'application/cloudevents+json', cursor, attempt, traceparent }
    }
    const body = `[${events.map(eventJson).join(',')}]`
    return { id: newId(), body, contentType: 'application/cloudevents-batch+json', cursor, attempt }
  }

  return {
    pump,
    get inFlight(): number {
      return inFlight
    },
    /** Starts no more requests. */
    drain(): void {
      isDraining = true
      clearTimeout(timer)
    },
    stop: () => clearTimeout(timer)
  }
}
