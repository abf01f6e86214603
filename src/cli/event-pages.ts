import type { CloudEvent } from '../../schemas/event.ts'
import type { GatewayClient } from './gateway-client.ts'

export interface EventPage {
  events: CloudEvent[]
  cursor: string
}

const PAGE = 1_000

/**
 * The feed behind a cursor, or from its beginning, page by page until its end. A page of large events is shorter than others, and
 * the last page may be empty.
 */
export async function* eventPages(
  gateway: GatewayClient,
  after: string | undefined,
  filter = ''
): AsyncGenerator<EventPage> {
  const query = new URLSearchParams(filter)
  query.set('limit', String(PAGE))
  if (after !== undefined) query.set('after', after)
  for (let more = true; more; ) {
    const { page, more: hasMore } = await gateway.page<EventPage>(`/api/events?${query}`)
    yield page
    query.set('after', page.cursor)
    more = hasMore ?? page.events.length === PAGE
  }
}
