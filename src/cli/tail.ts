import { setTimeout as sleep } from 'node:timers/promises'
import type { DeliveryView, Outcome } from '../../schemas/event.ts'
import { type Call, type Command, Misuse } from './command.ts'
import { chosenChannel, EVENT_FILTER, eventQuery } from './event-filter.ts'
import { GATEWAY_OPTIONS, gatewayClient } from './gateway-client.ts'
import { liveEvents } from './live-events.ts'
import { line } from './log-line.ts'

const POLL_MS = 500
const COLOURS = { accepted: 'green', duplicate: 'dim', quarantined: 'yellow', rejected: 'red' } as const
const ONLY_EVENTS = ['type', 'source', 'entity'] as const

/** Subjects, no texts: a terminal is seen by many, and scrolled back. Whoever needs the whole says `--json`. */
export const tail: Command = {
  name: 'tail',
  summary: 'follows deliveries and events as they come',
  options: {
    ...GATEWAY_OPTIONS,
    ...EVENT_FILTER,
    deliveries: { help: 'deliveries only' },
    since: { value: 'CURSOR', help: 'events from there on, instead of new ones' },
    all: { help: 'from the beginning; events, or with --deliveries those' }
  },
  details: [
    'With --type, --source, --entity, --since or --all it shows events only.',
    'A line has no words of guests; --json has all of each event. It goes on when the gateway has been away. Ctrl-C ends it.'
  ],
  examples: [
    'bellhook tail',
    'bellhook tail --channel sms --type message.received --json',
    'bellhook tail --deliveries'
  ],
  async run(call) {
    const { has, text, out } = call
    const chosen = ONLY_EVENTS.find((name) => text(name) !== undefined)
    if (has('deliveries') && chosen) throw new Misuse(`--${chosen} is about events, and does not go with --deliveries`)
    if (has('deliveries') && text('since'))
      throw new Misuse('--since is about events, and does not go with --deliveries')
    if (has('all') && text('since')) throw new Misuse('--since and --all do not go together')

    chosenChannel(call)

    const both = !has('deliveries') && !chosen && !text('since') && !has('all')
    const what = both ? 'deliveries and events' : has('deliveries') ? 'deliveries' : 'events'
    out.note(`Following ${what} at ${gatewayClient(call).url}. Ctrl-C ends.`)
    await Promise.all([
      ...(both || has('deliveries') ? [tailDeliveries(call)] : []),
      ...(has('deliveries') ? [] : [tailEvents(call)])
    ])
  }
}

async function tailEvents(call: Call): Promise<void> {
  const { has, text, out } = call
  const after = text('since') ?? (has('all') ? undefined : 'now')
  const query = eventQuery(call, after === undefined ? {} : { after })
  for await (const { event } of liveEvents(call, query)) {
    const { receivedtime, channel, type, subject } = event
    out.tell(event, out.paint('cyan', line(receivedtime, channel, type, subject)))
  }
}

async function tailDeliveries(call: Call): Promise<void> {
  const { has, out } = call
  const channel = chosenChannel(call)
  let after = has('all') ? undefined : 'now'
  for (let begun = false, more = false; ; ) {
    if (begun && !more) await sleep(POLL_MS)
    const query = new URLSearchParams({ limit: '1000', ...(channel && { channel }), ...(after && { after }) })
    const answer = await gatewayClient(call)
      .page<DeliveryPage>(`/api/deliveries?${query}`)
      .catch((error: unknown) => {
        if (!begun) throw error
      })
    more = answer?.more ?? false
    if (answer === undefined) continue
    const { page } = answer
    begun = true
    after = page.cursor
    for (const delivery of page.deliveries) {
      const { receivedAt, channel, outcome, endpoint, events, reason } = delivery
      const became = `${endpoint}, ${events.length} ${events.length === 1 ? 'event' : 'events'}`
      const told = reason === null ? became : `${became}: ${reason}`
      out.tell(delivery, out.paint(COLOURS[outcome as Outcome], line(receivedAt, channel, outcome, told)))
    }
  }
}

interface DeliveryPage {
  deliveries: DeliveryView[]
  cursor: string
}
