import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from '../db/connect.ts'
import { type EventRow, NOW, readEvents } from '../db/read.ts'
import { madeAt } from './made-at.ts'
import { eventMessage } from './views.ts'

export interface Message {
  row: EventRow
  bytes: Buffer
}

/** One who has read all there was, and waits for more. */
export interface Reader {
  /** All up to here has been taken. */
  readonly position: number
  /** Takes what lies behind its position, of all there is up to `to`. */
  take(messages: readonly Message[], to: number): void
}

export interface Tail {
  /** There may be new events. */
  wake(): void
  add(reader: Reader): void
  remove(reader: Reader): void
}

interface TailOptions {
  database: Pick<Database, 'query'>
  log: { warn(fields: object, message: string): void }
  /** A new event was handed to all who follow. Seconds: since it was made, just before its commit. */
  onShown(seconds: number): void
}

const PAGE = 200
/** Commits come faster than anybody wants to be told of them one by one. */
const BETWEEN_READS_MS = 10
/** What counts. A hint only makes it quicker. */
const POLL_MS = 500

/**
 * Reads the end of the feed once for all who follow it, and not at all while nobody does. Each page begins at the position
 * of whoever is furthest back, so one who has just come needs no special care.
 */
export function createTail({ database, log, onShown }: TailOptions): Tail {
  const readers = new Set<Reader>()
  let running = false
  let woken = false
  let rouse = () => {}
  /** What lies before is not new: nobody followed then. */
  let shown = NOW

  async function run(): Promise<void> {
    let reported = false
    while (readers.size > 0) {
      woken = false
      try {
        const full = await readPage()
        reported = false
        if (full) continue
      } catch (error) {
        if (!reported) log.warn({ err: error }, 'the feed cannot be read: streams wait')
        reported = true
      }
      await sleep(BETWEEN_READS_MS)
      if (!woken) await news()
    }
    running = false
    shown = NOW
  }

  /** Returns whether there is more at once. */
  async function readPage(): Promise<boolean> {
    const after = Math.min(...[...readers].map(({ position }) => position))
    const { rows, position } = await readEvents(database.query, { after, limit: PAGE }, {})
    const messages = rows.map((row) => ({ row, bytes: eventMessage(row) }))
    // Who has come meanwhile may lack what lies before this page.
    for (const reader of readers) if (reader.position >= after) reader.take(messages, position)
    const now = Date.now()
    for (const row of rows) if (row.position > shown) onShown(Math.max(0, now - madeAt(row)) / 1000)
    shown = shown === NOW ? position : Math.max(shown, position)
    return rows.length === PAGE
  }

  function news(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, POLL_MS)
      rouse = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  function wake(): void {
    woken = true
    rouse()
  }

  return {
    wake,
    add(reader) {
      readers.add(reader)
      wake()
      if (running) return
      running = true
      void run()
    },
    remove(reader) {
      readers.delete(reader)
      wake()
    }
  }
}
