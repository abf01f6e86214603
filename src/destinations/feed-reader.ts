import { laneUnder, type Ordering, shardOf } from '../consumers/lane-of-event.ts'
import { PositionRemoved } from '../db/bounded-rows.ts'
import type { ShardRow } from '../db/consumers/shards.ts'
import { type EventFilter, type FeedEvent, fits } from '../db/events.ts'
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
  /** A page was read. */
  onPage(): void
  onFailure(error: unknown): void
}

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
  let isWoken = false
  let waitsForRoom = false
  let endPause = () => {}

  async function run(): Promise<void> {
    while (!signal.aborted) {
      isWoken = false
      waitsForRoom = !mayRead()
      if (waitsForRoom || window.readUpTo >= end || !(await readPage())) await pause()
    }
  }

  /** Returns true if there may be more events. */
  async function readPage(): Promise<boolean> {
    try {
      const page = await pages.read(window.readUpTo)
      if (signal.aborted) return false
      for (const event of page.rows) take(event)
      advance(Math.min(page.position, end))
      onPage()
      return page.more
    } catch (error) {
      if (error instanceof PositionRemoved) {
        advance(error.oldest)
        return true
      }
      onFailure(error)
      isWoken = false
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

  function pause(): Promise<void> {
    if (isWoken) return Promise.resolve()
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, POLL_MS)
      endPause = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  /** There may be new events. */
  function wake(): void {
    isWoken = true
    endPause()
  }

  return {
    run,
    wake,
    /** The shard may have room again. */
    onRoom: () => {
      if (waitsForRoom && mayRead()) wake()
    }
  }
}
