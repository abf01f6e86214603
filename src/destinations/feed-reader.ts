import { laneUnder, type Ordering, shardOf } from '../consumers/lane-of-event.ts'
import { PositionRemoved } from '../db/bounded-rows.ts'
import type { ShardRow } from '../db/consumers/shards.ts'
import { type EventFilter, type EventPage, type FeedEvent, fits } from '../db/events.ts'
import { createWakeablePause } from '../feed/wakeable-pause.ts'
import type { SharedPages } from './shared-pages.ts'
import type { Window } from './window.ts'

interface FeedReaderOptions {
  row: ShardRow
  filter: EventFilter
  ordering: Ordering
  shards: number
  pages: SharedPages
  window: Window
  signal: AbortSignal
  /** False: the shard has enough unsettled events. */
  mayRead(): boolean
  /** An event that an earlier owner has parked: it is not read again. */
  isParked(position: number): boolean
  onEvent(lane: string, event: FeedEvent): void
  /** Everything up to this position was read. */
  onRead(position: number): void
  onPage(): void
  onFailure(error: unknown): void
}

/** Under load, one read serves the commits of several milliseconds. */
const BETWEEN_READS_MS = 10
/** Without a wake-up, the feed is read this often. The owner wakes all readers at once, so that they share a page. */
const POLL_MS = 5_000

/** Reads the feed for one shard, while the shard has room, and waits at the end. */
export function createFeedReader(options: FeedReaderOptions) {
  const {
    row,
    filter,
    ordering,
    shards,
    pages,
    window,
    signal,
    mayRead,
    isParked,
    onEvent,
    onRead,
    onPage,
    onFailure
  } = options
  const end = row.until ?? Number.POSITIVE_INFINITY
  const { wake, reset, pause } = createWakeablePause()
  let waitsForRoom = false
  /** A page that was read, and how many of its events were taken. The others wait for room. */
  let rest: { page: EventPage; taken: number } | undefined

  async function run(): Promise<void> {
    while (!signal.aborted) {
      reset()
      waitsForRoom = !mayRead()
      if (!waitsForRoom && window.readUpTo < end) {
        if (await readPage()) continue
        await new Promise((resolve) => setTimeout(resolve, BETWEEN_READS_MS))
      }
      await pause(POLL_MS)
    }
  }

  /** Returns true if there may be more events. */
  async function readPage(): Promise<boolean> {
    try {
      const page = rest?.page ?? (await pages.read(window.readUpTo))
      if (signal.aborted) return false
      let taken = rest?.taken ?? 0
      for (let event = page.rows[taken]; event !== undefined && mayRead(); event = page.rows[++taken]) take(event)
      // Behind a page that waited for room, there may be new events.
      const mayHaveMore = page.more || rest !== undefined
      rest = taken < page.rows.length ? { page, taken } : undefined
      if (rest === undefined) advance(Math.min(page.position, end))
      onPage()
      return rest !== undefined || mayHaveMore
    } catch (error) {
      if (error instanceof PositionRemoved) {
        advance(error.oldest)
        return true
      }
      onFailure(error)
      reset()
      return false
    }
  }

  function take(event: FeedEvent): void {
    if (event.position <= window.readUpTo || event.position > end) return
    const isWanted = !isParked(event.position) && fits(event, filter)
    const lane = isWanted ? laneUnder(ordering, event) : undefined
    if (lane !== undefined && (row.until !== null || shardOf(lane, shards) === row.shard)) onEvent(lane, event)
    advance(event.position)
  }

  function advance(position: number): void {
    window.advance(position)
    onRead(position)
  }

  return {
    run,
    /** There may be new events. */
    wake,
    /** The shard may have room again. */
    onRoom: () => {
      if (waitsForRoom && mayRead()) wake()
    }
  }
}
