import { setTimeout as sleep } from 'node:timers/promises'
import { NOW, PositionRemoved } from '../db/bounded-rows.ts'
import type { Database } from '../db/connect.ts'
import { readEvents } from '../db/events.ts'
import { createdAt } from './created-at.ts'
import { createLivePage, type LivePage } from './live-page.ts'
import { createWakeablePause } from './wakeable-pause.ts'

/** A reader that has caught up and waits for new events. */
export interface Subscriber {
  /** The reader was sent everything up to this position. */
  readonly position: number
  /** Sends the events of the page after the position of the reader. The reader is a holder until its socket has accepted them. */
  deliver(page: LivePage<Subscriber>): void
  /** From now on, reads its own pages until it is at the end of the feed again. */
  catchUp(): void
  /** Closes the connection and releases all pages. */
  drop(): void
}

export interface Broadcast {
  /** Call it when there may be new events. */
  wake(): void
  add(subscriber: Subscriber): void
  remove(subscriber: Subscriber): void
}

interface BroadcastOptions {
  database: Pick<Database, 'query'>
  log: { info(fields: object, message: string): void; warn(fields: object, message: string): void }
  limits: { streamPageBytes: number; liveBytes: number }
  /** Called when a new event was sent to the subscribers, with the seconds since its creation. */
  onPublished(seconds: number): void
}

const PAGE_EVENTS = 200
/** Under load, one read serves the commits of several milliseconds. */
const BETWEEN_READS_MS = 10
/** Polling is what guarantees delivery. NOTIFY, which is best effort, only makes it faster. */
const POLL_MS = 500

/**
 * Reads new events once for all subscribers, and nothing without subscribers. Each page begins after the position of the slowest
 * subscriber, so a new subscriber misses nothing.
 *
 * Pages that some socket has not accepted yet are bounded in bytes. At the bound, the readers that hold the oldest page are
 * disconnected, and the other readers do not wait for them.
 */
export function createBroadcast({ database, log, limits, onPublished }: BroadcastOptions): Broadcast {
  const subscribers = new Set<Subscriber>()
  const untaken = new Set<LivePage<Subscriber>>()
  let running = false
  const { wake, reset, pause } = createWakeablePause()
  /** Events up to this position are not new: they were published, or arrived while there were no subscribers. */
  let published = NOW

  async function run(): Promise<void> {
    let reported = false
    while (subscribers.size > 0) {
      reset()
      try {
        const more = await publishPage()
        reported = false
        if (more) continue
      } catch (error) {
        if (error instanceof PositionRemoved) {
          leaveBehind(error.oldest)
          continue
        }
        if (!reported) log.warn({ err: error }, 'the feed cannot be read: live streams wait')
        reported = true
      }
      await sleep(BETWEEN_READS_MS)
      await pause(POLL_MS)
    }
    running = false
    published = NOW
  }

  /** Returns true if there may be more events now. */
  async function publishPage(): Promise<boolean> {
    const after = Math.min(...[...subscribers].map(({ position }) => position))
    const { rows, position, more } = await readPage(after)
    const page = createLivePage<Subscriber>(rows, position)
    // A subscriber that was added meanwhile may lack events before this page.
    for (const subscriber of subscribers) if (subscriber.position >= after) subscriber.deliver(page)
    if (page.holders.size > 0) untaken.add(page)
    const now = Date.now()
    for (const event of page.events) {
      if (event.position > published) onPublished(Math.max(0, now - createdAt(event)) / 1000)
    }
    published = published === NOW ? position : Math.max(published, position)
    return more
  }

  /** Each of them finds out by itself that it would miss events. */
  function leaveBehind(oldest: number): void {
    for (const subscriber of [...subscribers]) if (subscriber.position < oldest) subscriber.catchUp()
  }

  async function readPage(after: number): ReturnType<typeof readEvents> {
    for (let bytes = limits.streamPageBytes; ; ) {
      makeRoom(bytes)
      const page = await readEvents(database.query, { after, limit: PAGE_EVENTS, bytes }, {})
      if (page.oversized === undefined) return page
      bytes = page.oversized
    }
  }

  function makeRoom(bytes: number): void {
    let held = 0
    for (const page of untaken) {
      if (page.holders.size > 0) held += page.bytes
      else untaken.delete(page)
    }
    for (const page of untaken) {
      if (held + bytes <= limits.liveBytes) return
      log.info(
        { readers: page.holders.size },
        'dropping readers of the live stream: they do not take what they are sent'
      )
      for (const holder of [...page.holders]) holder.drop()
      untaken.delete(page)
      held -= page.bytes
    }
  }

  return {
    wake,
    add(subscriber) {
      subscribers.add(subscriber)
      wake()
      if (running) return
      running = true
      void run()
    },
    remove(subscriber) {
      subscribers.delete(subscriber)
      wake()
    }
  }
}
