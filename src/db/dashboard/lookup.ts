import type { Queries } from '../connect.ts'
import { readEvent } from './events.ts'

/** The delivery that an id names: its own id, or that of an event. */
export async function deliveryIdsOf(query: Queries, id: string): Promise<string[]> {
  const event = await readEvent(query, id, 0)
  return event === undefined ? [id] : [id, event.deliveryId]
}
