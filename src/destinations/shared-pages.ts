import { PositionRemoved } from '../db/bounded-rows.ts'
import type { Database } from '../db/connect.ts'
import { type EventPage, type FeedEvent, readEvents } from '../db/events.ts'

const PAGE_EVENTS = 200
const PAGE_BYTES = 1_048_576

/** Reads pages of the feed once for all shards that are at the same place. */
export function createSharedPages(database: Pick<Database, 'query'>) {
  const reads = new Map<number, Promise<EventPage>>()

  async function readPage(after: number): Promise<EventPage> {
    const page = await readEvents(database.query, { after, limit: PAGE_EVENTS, bytes: PAGE_BYTES }, {})
    if (page.oversized === undefined) return page
    return readEvents(database.query, { after, limit: 1, bytes: page.oversized }, {})
  }

  return {
    /** The event at a position. Undefined: it was removed. */
    async readOne(position: number): Promise<FeedEvent | undefined> {
      const request = { after: position - 1, limit: 1, bytes: Number.MAX_SAFE_INTEGER }
      const page = await readEvents(database.query, request, {}).catch((error: unknown) => {
        if (error instanceof PositionRemoved) return { rows: [] }
        throw error
      })
      return page.rows.find((event) => event.position === position)
    },
    read(after: number): Promise<EventPage> {
      const running = reads.get(after)
      if (running !== undefined) return running
      const read = readPage(after).finally(() => {
        if (reads.get(after) === read) reads.delete(after)
      })
      reads.set(after, read)
      return read
    },
    /** There may be new events, which a read that has begun does not see. */
    wake: () => reads.clear()
  }
}

export type SharedPages = ReturnType<typeof createSharedPages>
