import { type EventFilter, type FeedEvent, fits } from '../db/events.ts'
import { eventMessage } from './event-json.ts'

/** New events as messages for readers, in one block of memory that all readers share. */
export interface LivePage<Holder> {
  events: readonly Pick<FeedEvent, 'id' | 'position'>[]
  /** The feed is complete up to this position. */
  position: number
  bytes: number
  /** Readers whose sockets have not accepted the page yet. */
  holders: Set<Holder>
  /** The messages after a position that match a filter, in as few pieces of the block as possible. */
  messagesFor(after: number, filter: EventFilter): Buffer[]
}

export function createLivePage<Holder>(events: readonly FeedEvent[], position: number): LivePage<Holder> {
  const messages = events.map(eventMessage)
  const bytes = messages.reduce((sum, message) => sum + Buffer.byteLength(message), 0)
  const block = Buffer.allocUnsafe(bytes)
  const ends: number[] = []
  for (const message of messages) {
    const begin = ends.at(-1) ?? 0
    ends.push(begin + block.write(message, begin))
  }
  // The block has the data, and the page may outlive the rows.
  const envelopes = events.map((event) => ({ ...event, data: '' }))

  function messagesFor(after: number, filter: EventFilter): Buffer[] {
    const pieces: Buffer[] = []
    let from: number | undefined
    for (const [at, event] of envelopes.entries()) {
      const begin = ends[at - 1] ?? 0
      if (event.position > after && fits(event, filter)) {
        from ??= begin
      } else if (from !== undefined) {
        pieces.push(block.subarray(from, begin))
        from = undefined
      }
    }
    if (from !== undefined) pieces.push(block.subarray(from))
    return pieces
  }

  return { events: envelopes, position, bytes, holders: new Set(), messagesFor }
}
