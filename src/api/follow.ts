import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Database } from '../db/connect.ts'
import { isUnavailable } from '../db/errors.ts'
import { type EventFilter, fits, NOW, readEvents } from '../db/read.ts'
import { whenAnswered } from '../http/when-answered.ts'
import { toCursor } from './cursor.ts'
import { madeAt } from './made-at.ts'
import type { Message, Tail } from './tail.ts'
import { eventMessage } from './views.ts'

interface FollowOptions {
  position: number
  filter: EventFilter
  database: Pick<Database, 'query'>
  tail: Tail
  closing: AbortSignal
  progress: Progress
}

export interface Progress {
  /** When the newest event that the reader was sent was made, in milliseconds since 1970; undefined: it has taken all there is. */
  behindSince: number | undefined
}

const PAGE = 200
const HEARTBEAT_MS = 15_000
/** Bytes that wait to be sent. */
const FAR_BEHIND = 1024 * 1024
const PATIENCE_MS = 10_000
const BETWEEN_TRIES_MS = 500

/**
 * Sends one reader all events from a position on, until the connection ends. Whoever is behind reads pages for himself, at
 * his own pace, and is dropped when he stops taking them; at the end of the feed all are served from the same tail.
 */
export async function follow(raw: ServerResponse, options: FollowOptions): Promise<void> {
  const { filter, database, tail, closing, progress } = options
  let { position } = options
  const over = new AbortController()
  const { signal } = over
  const end = () => over.abort()
  whenAnswered(raw, end)
  raw.on('error', end)
  closing.addEventListener('abort', end)
  if (closing.aborted) end()
  const heartbeat = setInterval(beat, HEARTBEAT_MS)
  raw.write('retry: 1000\n\n')

  try {
    while (!signal.aborted) {
      await taken()
      if (await sendPage()) continue
      // Also a reader that has got no event yet learns where to resume.
      beat()
      await live()
    }
  } catch (error) {
    if (!signal.aborted) throw error
  } finally {
    clearInterval(heartbeat)
    closing.removeEventListener('abort', end)
    if (raw.writableLength === 0) raw.end()
    else raw.destroy()
  }

  /** Rejects when what was sent is not taken in time. */
  async function taken(): Promise<void> {
    if (!raw.writableNeedDrain) return
    const timer = setTimeout(end, PATIENCE_MS)
    await once(raw, 'drain', { signal }).finally(() => clearTimeout(timer))
  }

  /** Returns whether the reader is behind: there may be more at once, or much of what was written is not taken yet. */
  async function sendPage(): Promise<boolean> {
    try {
      const { rows, position: next } = await readEvents(database.query, { after: position, limit: PAGE }, filter)
      for (const row of rows) raw.write(eventMessage(row))
      position = next
      const last = rows.at(-1)
      const isBehind = rows.length === PAGE || raw.writableLength > FAR_BEHIND
      progress.behindSince = last !== undefined && isBehind ? madeAt(last) : undefined
      return isBehind
    } catch (error) {
      if (!isUnavailable(error)) throw error
      await sleep(BETWEEN_TRIES_MS, undefined, { signal })
      return true
    }
  }

  /** Resolves when too much waits to be sent, or all is over. */
  function live(): Promise<void> {
    return new Promise((resolve) => {
      const reader = {
        get position() {
          return position
        },
        take(messages: readonly Message[], to: number) {
          if (raw.writableLength > FAR_BEHIND) {
            const [next] = messages
            progress.behindSince = next && madeAt(next.row)
            return void leave()
          }
          for (const { row, bytes } of messages) if (row.position > position && fits(row, filter)) raw.write(bytes)
          position = Math.max(position, to)
        }
      }
      function leave(): void {
        signal.removeEventListener('abort', leave)
        tail.remove(reader)
        resolve()
      }
      signal.addEventListener('abort', leave)
      tail.add(reader)
      if (signal.aborted) leave()
    })
  }

  /**
   * A comment keeps proxies and ourselves from closing an idle connection; the id comes along for readers whose filter fits
   * little. There is none yet while the database has not said what `now` is.
   */
  function beat(): void {
    if (raw.writableLength > 0) return
    raw.write(position === NOW ? ':\n\n' : `:\nid: ${toCursor(position)}\n\n`)
  }
}
