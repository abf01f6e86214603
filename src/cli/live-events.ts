import { setTimeout as sleep } from 'node:timers/promises'
import { createParser, type EventSourceMessage } from 'eventsource-parser'
import type { CloudEvent } from '../../schemas/event.ts'
import type { Call } from './command.ts'
import { gatewayClient, gatewayError, isExpired, notGateway } from './gateway-client.ts'

export interface LiveEvent {
  cursor: string
  event: CloudEvent
}

/** Three heartbeats of the stream. */
const SILENCE_MS = 45_000
const BETWEEN_TRIES_MS = 1_000

/** Yields events as they arrive, without end. A broken stream is opened again after the last event. */
export async function* liveEvents(call: Call, query: string): AsyncGenerator<LiveEvent, never> {
  let cursor: string | undefined
  for (let connectedOnce = false; ; await sleep(BETWEEN_TRIES_MS)) {
    const silence = new AbortController()
    let connected = false
    const timer = setTimeout(() => silence.abort(), SILENCE_MS)
    try {
      const headers: Record<string, string> = cursor === undefined ? {} : { 'last-event-id': cursor }
      // A new client each time: a restarted gateway may have another token.
      const gateway = gatewayClient(call)
      const reply = await gateway.open(`/api/events/stream?${query}`, { headers, signal: silence.signal })
      if (!reply.headers.get('content-type')?.startsWith('text/event-stream')) throw notGateway(gateway.url)
      connectedOnce = true
      connected = true
      for await (const message of messagesOf(reply.body ?? [], () => timer.refresh())) {
        if (message.event === 'error') throw endOf(message.data)
        if (message.id === undefined) continue
        cursor = message.id
        // The gateway sends CloudEvents only.
        yield { cursor, event: JSON.parse(message.data) as CloudEvent }
      }
    } catch (error) {
      if (!connectedOnce || isExpired(error)) throw error
    } finally {
      clearTimeout(timer)
    }
    if (connected) call.out.note('The connection was lost. Reconnecting ...')
  }
}

/** Why the gateway ended the stream. */
function endOf(json: string): Error {
  const { error } = JSON.parse(json)
  return gatewayError(`The gateway ends the stream: ${error.message}`, error.code === 'CURSOR_EXPIRED' ? 410 : 500)
}

/** The messages of a stream of server-sent events. `onBytes` is also called for heartbeats. */
export async function* messagesOf(
  body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  onBytes: () => void
): AsyncGenerator<EventSourceMessage> {
  const messages: EventSourceMessage[] = []
  const parser = createParser({ onEvent: (message) => messages.push(message) })
  const decoder = new TextDecoder()
  for await (const bytes of body) {
    onBytes()
    parser.feed(decoder.decode(bytes, { stream: true }))
    yield* messages.splice(0)
  }
}
