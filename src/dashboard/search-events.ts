import type { Queries } from '../db/connect.ts'
import { type EventListFilter, type EventListRow, listEvents, readEvent } from '../db/dashboard/events.ts'
import type { OlderPage, OlderRequest } from '../db/dashboard/window.ts'
import { isUuid } from './is-uuid.ts'
import { termsOf } from './search-text.ts'

const KINDS = ['message', 'reservation', 'guest', 'room']

/**
 * Events that fit a search, newest first. The text is the id of an event or a delivery, the provider's id of what an event is about, or
 * anything that the data of an event has. Without a text, only the filter counts.
 */
export async function searchEvents(
  query: Queries,
  filter: EventListFilter,
  text: string | undefined,
  page: OlderRequest
): Promise<OlderPage<EventListRow>> {
  if (!text) return listEvents(query, filter, page)
  const uuid = text.toLowerCase()
  if (isUuid(uuid)) return listEvents(query, { ...filter, ...(await withId(query, uuid)) }, page)
  const { id, digits } = termsOf(text)
  if (id !== undefined) {
    const found = await listEvents(query, { ...filter, subjects: KINDS.map((kind) => `${kind}/${id}`) }, page)
    if (found.rows.length > 0) return found
  }
  return listEvents(query, { ...filter, texts: [digits ?? text] }, page)
}

async function withId(query: Queries, id: string): Promise<EventListFilter> {
  const event = await readEvent(query, id, 0)
  return event === undefined ? { deliveryIds: [id] } : { ids: [id], subjects: [event.subject] }
}
