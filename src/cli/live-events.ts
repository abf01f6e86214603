import { setTimeout as sleep } from 'node:timers/promises'
import type { CloudEvent } from '../../schemas/event.ts'
import type { Call } from './command.ts'
import { gatewayClient } from './gateway-client.ts'
import { blocksOf } from './server-sent-events.ts'

export interface LiveEvent {
  cursor: string
  event: CloudEvent
}

/** Three heartbeats. */
const SILENCE_MS = 45_000
const BETWEEN_TRIES_MS = 1_000

/** Events as they come, without an end. Where the stream breaks it is opened again, behind the last one that came. */
export async function* liveEvents(call: Call, query: string): AsyncGenerator<LiveEvent, never> {
  let cursor: string | undefined
  for (let begun = false; ; await sleep(BETWEEN_TRIES_MS)) {
    const silence = new AbortController()
    let open = false
    const timer = setTimeout(() => silence.abort(), SILENCE_MS)
    try {
      const headers: Record<string, string> = cursor === undefined ? {} : { 'last-event-id': cursor }
      // A gateway that was started again may have another token.
      const { body } = await gatewayClient(call).open(`/api/events/stream?${query}`, {
        headers,
        signal: silence.signal
      })
      begun = true
      open = true
      for await (const fields of blocksOf(body ?? [], () => timer.refresh())) {
        cursor = fields.get('id') ?? cursor
        const data = fields.get('data')
        // What the gateway sends is believed to be an event.
        if (data !== undefined && cursor !== undefined) yield { cursor, event: JSON.parse(data) as CloudEvent }
      }
    } catch (error) {
      if (!begun) throw error
    } finally {
      clearTimeout(timer)
    }
    if (open) call.out.note('The stream broke off. Trying again ...')
  }
}
