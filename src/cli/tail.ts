import { setTimeout as sleep } from 'node:timers/promises'
import type { CloudEvent, DeliveryView, Outcome } from '../../schemas/event.ts'
import { type Call, type Command, UsageError } from './command.ts'
import { chosenChannel, EVENT_FILTER, eventQuery } from './event-filter.ts'
import { type EventPage, newestCursor } from './event-pages.ts'
import { GATEWAY_OPTIONS, gatewayClient, isExpired } from './gateway-client.ts'
import { liveEvents } from './live-events.ts'
import { EVENT_WIDTHS, logLine } from './log-line.ts'
import { printable } from './printable.ts'

const POLL_MS = 500
const PAGE_ROWS = 1_000
const COLORS = { accepted: 'green', duplicate: 'dim', quarantined: 'yellow', rejected: 'red' } as const
const DELIVERY_WIDTHS = ['pms/reservations'.length, 'quarantined'.length]
const FILTERS_OF_EVENTS = ['type', 'source', 'property', 'entity'] as const

/** Lines name subjects and hold no texts of guests: others may see the terminal. `--json` prints whole events. */
export const tail: Command = {
  name: 'tail',
  options: {
    ...GATEWAY_OPTIONS,
    ...EVENT_FILTER,
    deliveries: { help: 'only deliveries' },
    since: { value: 'CURSOR', help: 'events after this cursor, instead of new ones' },
    all: { help: 'all events from the beginning; with --deliveries, all deliveries' }
  },
  details: [
    'With --type, --source, --property, --entity, --since, or --all it prints events only. Lines hold no texts of guests; --json prints whole events. It reconnects if the gateway restarts. Ctrl-C ends it.'
  ],
  examples: [
    'bellhook tail',
    'bellhook tail --channel sms --type message.received --json',
    'bellhook tail --deliveries'
  ],
  async run(call) {
    const { has, text, out } = call
    const eventFilter = FILTERS_OF_EVENTS.find((name) => text(name) !== undefined)
    const since = text('since')
    if (has('deliveries') && eventFilter)
      throw new UsageError(`--${eventFilter} filters events: leave out --deliveries`)
    if (has('deliveries') && since) throw new UsageError('--since is a cursor of events: leave out --deliveries')
    if (has('all') && since) throw new UsageError('--since and --all exclude each other')
    await chosenChannel(call)

    const { url } = gatewayClient(call)
    const intro = (what: string) => out.note(`Following ${what} of ${url}. Press Ctrl-C to end.`)
    if (has('deliveries')) {
      intro('deliveries')
      return tailDeliveries(call)
    }
    if (eventFilter !== undefined || since !== undefined || has('all')) {
      intro('events')
      return tailEvents(call, since)
    }
    intro('deliveries and events')
    return tailBoth(call)
  }
}

async function tailEvents(call: Call, since: string | undefined): Promise<void> {
  const after = call.has('all') ? undefined : (since ?? (await newestCursor(gatewayClient(call))))
  const query = await eventQuery(call, after === undefined ? {} : { after })
  for await (const { event } of liveEvents(call, query)) printEvent(call, event)
}

async function tailDeliveries(call: Call): Promise<void> {
  const readNext = deliveryReader(call, call.has('all') ? undefined : 'now')
  for await (const _ of polls()) {
    for (const delivery of (await readNext()) ?? []) printDelivery(call, delivery)
  }
}

/**
 * Prints each delivery and then its events. Events are read before deliveries: both are committed together, so the delivery of
 * an event that was read can always be read afterwards.
 */
async function tailBoth(call: Call): Promise<void> {
  const readEvents = eventReader(call)
  const readDeliveries = deliveryReader(call, 'now')
  for await (const _ of polls()) {
    const events = (await readEvents()) ?? []
    const unprinted = new Set(events)
    for (const delivery of (await readDeliveries()) ?? []) {
      printDelivery(call, delivery)
      for (const event of events.filter(({ deliveryid }) => deliveryid === delivery.id)) {
        printEvent(call, event)
        unprinted.delete(event)
      }
    }
    // Corrections belong to deliveries that arrived earlier.
    for (const event of unprinted) printEvent(call, event)
  }
}

async function* polls(): AsyncGenerator<void, never> {
  for (;;) {
    yield
    await sleep(POLL_MS)
  }
}

type Reader<Row> = () => Promise<readonly Row[] | undefined>

function eventReader(call: Call): Reader<CloudEvent> {
  return reader(call, '/api/events', 'now', ({ events, cursor }: EventPage) => ({ rows: events, cursor }))
}

function deliveryReader(call: Call, after: 'now' | undefined): Reader<DeliveryView> {
  return reader(call, '/api/deliveries', after, ({ deliveries, cursor }: DeliveryPage) => ({
    rows: deliveries,
    cursor
  }))
}

/** Reads everything that is new. Returns undefined while the gateway does not answer, but throws if it never did. */
function reader<Page, Row>(
  call: Call,
  path: string,
  start: 'now' | undefined,
  toRows: (page: Page) => { rows: readonly Row[]; cursor: string }
): Reader<Row> {
  const channel = call.text('channel')
  let after: string | undefined = start
  let answered = false
  return async () => {
    const found: Row[] = []
    for (let hasMore = true; hasMore; ) {
      const query = new URLSearchParams({
        limit: String(PAGE_ROWS),
        ...(channel && { channel }),
        ...(after && { after })
      })
      const answer = await gatewayClient(call)
        .page<Page>(`${path}?${query}`)
        .catch((error: unknown) => {
          if (!answered || isExpired(error)) throw error
        })
      if (answer === undefined) return found.length > 0 ? found : undefined
      answered = true
      const { rows, cursor } = toRows(answer.page)
      found.push(...rows)
      after = cursor
      hasMore = answer.more ?? false
    }
    return found
  }
}

function printEvent({ out }: Call, event: CloudEvent): void {
  const { receivedtime, channel, type, subject } = event
  out.result(event, out.paint('cyan', logLine(receivedtime, EVENT_WIDTHS, channel, type, subject)))
}

function printDelivery({ out }: Call, delivery: DeliveryView): void {
  const { id, receivedAt, outcome, endpoint, reason } = delivery
  const line = logLine(receivedAt, DELIVERY_WIDTHS, endpoint.replace('/webhooks/', ''), outcome, id)
  const explanation = reason === null ? [] : [out.wrap(printable(reason), '          ')]
  // The gateway answers no other outcomes.
  out.result(delivery, out.paint(COLORS[outcome as Outcome], [line, ...explanation].join('\n')))
}

interface DeliveryPage {
  deliveries: DeliveryView[]
  cursor: string
}
