import { setTimeout as sleep } from 'node:timers/promises'
import { type Call, type Command, Misuse } from './command.ts'
import { EVENT_FILTER, eventQuery } from './event-filter.ts'
import { GATEWAY_OPTIONS, gatewayClient, isPlain } from './gateway-client.ts'
import { type LiveEvent, liveEvents } from './live-events.ts'
import { line } from './log-line.ts'

const PATIENCE_MS = 15_000
const FIRST_PAUSE_MS = 500
const LONGEST_PAUSE_MS = 30_000

export const listen: Command = {
  name: 'listen',
  summary: 'hands each new event on to a program of yours, by POST',
  options: {
    ...GATEWAY_OPTIONS,
    forward: { value: 'URL', help: 'where your program listens' },
    ...EVENT_FILTER,
    after: { value: 'CURSOR', help: 'also what lies behind this cursor' }
  },
  details: [
    'Each event is one POST of a CloudEvent in JSON, content-type application/cloudevents+json.',
    'Anything but a 2xx is tried again, with longer and longer pauses, and what lies behind it waits, so the order stays.'
  ],
  examples: [
    'bellhook listen --forward http://localhost:4000/hook',
    'bellhook listen --forward http://localhost:4000/hook --type message.received'
  ],
  async run(call) {
    const target = call.text('forward')
    if (target === undefined || !isPlain(target)) {
      throw new Misuse('listen needs --forward with a URL, like http://localhost:4000/hook, without a user')
    }
    const query = eventQuery(call, { after: call.text('after') ?? 'now' })
    call.out.note(`Forwarding events of ${gatewayClient(call).url} to ${target}. Ctrl-C ends.`)
    for await (const live of liveEvents(call, query)) await handOn(call, target, live)
  }
}

/** Returns when it has been taken. */
async function handOn({ out }: Call, target: string, { cursor, event }: LiveEvent): Promise<void> {
  const { id, type, subject, channel } = event
  const headers = { 'content-type': 'application/cloudevents+json' }
  for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
    const began = performance.now()
    const init = { method: 'POST', headers, body: JSON.stringify(event), redirect: 'manual' as const }
    const reply = await fetch(target, { ...init, signal: AbortSignal.timeout(PATIENCE_MS) }).catch(() => undefined)
    // Unread, it would keep its connection.
    await reply?.body?.cancel()
    const ms = Math.round(performance.now() - began)
    const status = reply?.status ?? null
    const said = `${status ?? 'no answer'} in ${ms} ms`
    const taken = reply?.ok === true
    const again = taken ? '' : `, again in ${pause / 1000} s`
    const text = line(new Date().toISOString(), channel, type, `${subject}: ${said}${again}`)
    out.tell({ cursor, id, type, subject, status, ms, taken }, out.paint(taken ? 'green' : 'red', text))
    if (taken) return
    await sleep(pause)
  }
}
