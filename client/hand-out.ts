import type { BellhookEvent } from './event-types.ts'
import type { Gateway, Query } from './gateway.ts'

/** Events that the gateway leases to one worker. */
export interface HandOut {
  events: readonly BellhookEvent[]
  /** Acknowledges these events. Null: there are none. */
  ack: string | null
  /** How often the first event was handed out. */
  attempt: number
}

/** Seconds that the gateway waits for events. */
const WAIT_SECONDS = 20
/** The gateway waits, and then sends up to 1000 events. */
const ANSWER_MS = 60_000

/** Asks for events, and waits for them. An aborted signal ends the wait with an error. */
export async function askForEvents(
  gateway: Gateway,
  path: string,
  query: Query,
  stopped: AbortSignal
): Promise<HandOut> {
  const request = new AbortController()
  const abort = () => request.abort()
  const timer = setTimeout(abort, ANSWER_MS)
  stopped.addEventListener('abort', abort)
  try {
    const reply = await gateway.open(path, { ...query, wait: WAIT_SECONDS }, request.signal)
    // The gateway has leased the events, so a worker that stops reads the answer to give them back.
    stopped.removeEventListener('abort', abort)
    // The gateway answers what its OpenAPI document describes.
    return (await reply.json()) as HandOut
  } finally {
    clearTimeout(timer)
    stopped.removeEventListener('abort', abort)
  }
}
