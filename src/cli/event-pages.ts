import type { CloudEvent } from '../../schemas/event.ts'
import type { GatewayClient } from './gateway-client.ts'

export interface EventPage {
  events: CloudEvent[]
  cursor: string
}

const PAGE_EVENTS = 1_000

/** Reads the feed after a cursor, or from its beginning, page by page up to its end. The last page may be empty. */
export async function* eventPages(
  gateway: GatewayClient,
  after: string | undefined,
  filter = ''
): AsyncGenerator<EventPage> {
  const query = new URLSearchParams(filter)
  query.set('limit', String(PAGE_EVENTS))
  if (after !== undefined) query.set('after', after)
  for (let more = true; more; ) {
    const { page, more: hasMore } = await gateway.page<EventPage>(`/api/events?${query}`)
    yield page
    query.set('after', page.cursor)
    // Without the header of newer gateways, a full page may have a successor.
    more = hasMore ?? page.events.length === PAGE_EVENTS
  }
}

/** The cursor of the end of the feed. */
export async function newestCursor(gateway: GatewayClient): Promise<string> {
  return (await gateway.get<EventPage>('/api/events?limit=1&after=now')).cursor
}
