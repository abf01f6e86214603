import { createBackoff } from './backoff.ts'
import { isFinal } from './bellhook-error.ts'
import type { BellhookEvent } from './event-types.ts'
import type { EventFilter } from './follow-events.ts'
import type { Gateway } from './gateway.ts'
import { askForEvents, type HandOut } from './hand-out.ts'
import { holdLease } from './hold-lease.ts'
import { waitFor } from './wait-for.ts'

export interface HandlerContext {
  /** More than 1: the event was handed out before, and may have been handled. */
  attempt: number
  /** Aborted when the lease is lost. Another worker gets the event then. */
  signal: AbortSignal
}

/** Handles one event. If it throws, the event comes again later, and the other events of its lane wait behind it. */
export type EventHandler = (event: BellhookEvent, context: HandlerContext) => unknown

/** `from`, `shards`, and the filter count when the first use of the name creates the consumer. */
export interface ConsumeOptions extends EventFilter {
  /** `now` (default), `start`, or a cursor. */
  from?: string | undefined
  /** How many workers can handle events at the same time: 1 (default) to 64. */
  shards?: number | undefined
  /** Events of one request: 1 to 1000. Default 100. */
  limit?: number | undefined
  /** Seconds of the lease: 1 to 3600. Default 30. It is renewed while a handler runs. */
  lease?: number | undefined
}

export interface Worker {
  /** Waits for the handler that runs, acknowledges what was handled, and gives back the lease. */
  stop(): Promise<void>
  /** Settles when the worker has ended. Rejects if it cannot go on, for example with a wrong token. */
  done: Promise<void>
}

const LEASE_SECONDS = 30
/** While other workers have all shards, the gateway answers at once. */
const EMPTY_PAUSE_MS = 1_000

/** Handles the events of a named consumer, one at a time, until it is stopped. */
export function consumeEvents(
  gateway: Gateway,
  name: string,
  handler: EventHandler,
  { lease = LEASE_SECONDS, types, ...options }: ConsumeOptions
): Worker {
  const path = `/api/consumers/${encodeURIComponent(name)}`
  const query = { ...options, type: types, lease }
  const stopping = new AbortController()
  const { signal: stopped } = stopping
  const done = run()

  return {
    done,
    async stop() {
      stopping.abort()
      // Who awaits `done` gets the error.
      await done.catch(() => undefined)
    }
  }

  async function run(): Promise<void> {
    const backoff = createBackoff()
    while (!stopped.aborted) {
      try {
        await handleNext()
        backoff.reset()
      } catch (error) {
        if (isFinal(error)) throw error
        await backoff.wait(error, stopped)
      }
    }
  }

  async function handleNext(): Promise<void> {
    const began = Date.now()
    const { ack, ...handOut } = await askForEvents(gateway, `${path}/events`, query, stopped)
    if (ack !== null) return handleAll(ack, handOut)
    if (Date.now() - began < EMPTY_PAUSE_MS) await waitFor(EMPTY_PAUSE_MS, stopped)
  }

  async function handleAll(ack: string, { events, attempt }: Pick<HandOut, 'events' | 'attempt'>): Promise<void> {
    const held = holdLease(gateway, `${path}/ack`, { ack, lease, stopped })
    try {
      for (const event of events) {
        if (held.lost.aborted) break
        if (stopped.aborted) return await held.giveBack()
        const problem = await problemOf(async () => handler(event, { attempt, signal: held.lost }))
        // What follows in this answer may be of the same lane. The gateway knows, and hands out the rest again.
        if (problem !== undefined) return await held.fail(event.id, problem)
        held.handled(event.id)
      }
      await held.settle()
    } finally {
      held.end()
    }
  }
}

/** Why a handler failed. Undefined: it did not. */
async function problemOf(handle: () => Promise<unknown>): Promise<string | undefined> {
  try {
    await handle()
    return undefined
  } catch (error) {
    // Anything can be thrown.
    const { message = error } = Object(error)
    return typeof message === 'string' && message !== '' ? message : 'the handler failed'
  }
}
