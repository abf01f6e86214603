import { setTimeout as sleep } from 'node:timers/promises'
import type { CloudEvent } from '../../schemas/event.ts'
import type { Call } from './command.ts'
import { gatewayClient } from './gateway-client.ts'

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
      for await (const fields of blocks(body ?? [], () => timer.refresh())) {
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

/** The fields of each block, https://html.spec.whatwg.org/multipage/server-sent-events.html; each has one line here. */
async function* blocks(
  body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  onBytes: () => void
): AsyncGenerator<ReadonlyMap<string, string>> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of body) {
    onBytes()
    text += decoder.decode(chunk, { stream: true })
    const whole = text.split('\n\n')
    text = whole.pop() ?? ''
    for (const block of whole) yield new Map(block.split('\n').map(field))
  }
}

function field(line: string): [name: string, value: string] {
  const colon = line.indexOf(': ')
  return colon === -1 ? [line, ''] : [line.slice(0, colon), line.slice(colon + 2)]
}
