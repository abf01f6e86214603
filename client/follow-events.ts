import { createBackoff } from './backoff.ts'
import { BellhookError, isFinal } from './bellhook-error.ts'
import type { BellhookEvent } from './event-types.ts'
import type { Gateway } from './gateway.ts'
import { type ServerSentEvent, serverSentEvents } from './server-sent-events.ts'

/** Which events a reader wants. */
export interface EventFilter {
  /** Types, or `<noun>.*`. */
  types?: readonly string[] | undefined
  channel?: string | undefined
  source?: string | undefined
  /** The PMS's own id of the hotel. */
  property?: string | undefined
}

export interface FollowOptions extends EventFilter {
  /** The cursor to continue from. `now`: only new events. Absent: from the beginning. */
  after?: string | undefined
  /** Ends the loop when it is aborted. */
  signal?: AbortSignal | undefined
}

/** Events in the order of the feed, without end. */
export interface EventFeed extends AsyncIterable<BellhookEvent> {
  /** The feed continues behind this cursor. Inside the loop it is the cursor of the current event. */
  readonly cursor: string | undefined
}

/**
 * Follows the feed. A lost connection is opened again behind the last event. Throws BellhookError if another try cannot help: the token is
 * wrong, a parameter is wrong, or events behind the cursor were removed.
 */
export function followEvents(gateway: Gateway, { after, signal, types, ...filter }: FollowOptions): EventFeed {
  let cursor = after === 'now' ? undefined : after
  return {
    get cursor() {
      return cursor
    },
    [Symbol.asyncIterator]: follow
  }

  async function* follow(): AsyncGenerator<BellhookEvent, void> {
    const over = new AbortController()
    const end = () => over.abort()
    signal?.addEventListener('abort', end)
    if (signal?.aborted) end()
    const backoff = createBackoff()
    try {
      while (!over.signal.aborted) {
        let problem: unknown
        try {
          for await (const message of connect(over.signal)) {
            backoff.reset()
            if (message.event === 'error') throw streamError(message.data)
            cursor = message.id ?? cursor
            // The gateway sends CloudEvents only.
            if (message.data !== undefined) yield JSON.parse(message.data) as BellhookEvent
            if (over.signal.aborted) return
          }
        } catch (error) {
          if (over.signal.aborted) return
          if (isFinal(error)) throw error
          problem = error
        }
        await backoff.wait(problem, over.signal)
      }
    } finally {
      signal?.removeEventListener('abort', end)
      over.abort()
    }
  }

  async function* connect(connection: AbortSignal): AsyncGenerator<ServerSentEvent> {
    const query = { ...filter, type: types, after: cursor ?? after }
    const { body } = await gateway.open('/api/events/stream', query, connection)
    if (body !== null) yield* serverSentEvents(body)
  }
}

/** Why the gateway ends a stream. */
function streamError(json = '{}'): BellhookError {
  const { message, code, details } = Object(Object(JSON.parse(json)).error)
  const status = code === 'CURSOR_EXPIRED' ? 410 : 500
  return new BellhookError(`The gateway ends the stream: ${message}`, {
    status,
    code,
    details,
    retryAfterMs: undefined
  })
}
