import { PositionRemoved } from '../db/bounded-rows.ts'
import type { Database } from '../db/connect.ts'
import { type EventPage, type FeedEvent, readEvents } from '../db/events.ts'

/** With 200, each event costs PostgreSQL half as much again: planning the statement takes as long as reading 60 events. */
const PAGE_EVENTS = 500
const PAGE_BYTES = 1_048_576
/** Memory of an event beside its data, at most. */
const ENVELOPE_BYTES = 600

/**
 * Reads pages of the feed once for all shards that are at about the same place. Ten destinations that are behind then cost PostgreSQL what
 * one costs (`npm run bench -- --only delivery`). `keptBytes`: of the pages that are kept for those that come later.
 */
export function createSharedPages(database: Pick<Database, 'query'>, keptBytes: number) {
  const reads = new Map<number, Promise<EventPage>>()
  const kept = createKeptPages(keptBytes)

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
    async read(after: number): Promise<EventPage> {
      const found = kept.get(after) ?? reads.get(after)
      if (found !== undefined) return found
      const read = readPage(after).finally(() => {
        if (reads.get(after) === read) reads.delete(after)
      })
      reads.set(after, read)
      const page = await read
      // Nothing can be added to a page that is full.
      if (page.more) kept.add(after, page)
      return page
    },
    /** There may be new events, which a read that has begun does not see. */
    wake: () => reads.clear()
  }
}

/** The pages that were read last, up to so many bytes of data. */
function createKeptPages(mostBytes: number) {
  const pages = new Map<number, { page: EventPage; bytes: number }>()
  let bytes = 0

  function remove(after: number): void {
    bytes -= pages.get(after)?.bytes ?? 0
    pages.delete(after)
  }

  return {
    get: (after: number): EventPage | undefined => pages.get(after)?.page,
    add(after: number, page: EventPage): void {
      remove(after)
      const size = page.rows.reduce((sum, { data }) => sum + data.length + ENVELOPE_BYTES, 0)
      pages.set(after, { page, bytes: size })
      bytes += size
      for (const oldest of pages.keys()) {
        if (bytes <= mostBytes) return
        remove(oldest)
      }
    }
  }
}

export type SharedPages = ReturnType<typeof createSharedPages>
