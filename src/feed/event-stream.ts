import type { ServerResponse } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { BEGINNING, NOW, PositionRemoved } from '../db/bounded-rows.ts'
import type { Database } from '../db/connect.ts'
import { isUnavailable } from '../db/errors.ts'
import { type EventFilter, readEvents } from '../db/events.ts'
import type { Budget } from '../http/budget.ts'
import type { StallBounds } from '../http/stall-guard.ts'
import type { Broadcast, Subscriber } from './broadcast.ts'
import { createdAt } from './created-at.ts'
import { cursorExpired, toCursor } from './cursor.ts'
import { errorMessage, eventMessage } from './event-json.ts'
import type { LivePage } from './live-page.ts'
import type { PageTurns } from './page-turns.ts'
import { readWithinLease } from './read-within-lease.ts'
import { openStreamSocket } from './stream-socket.ts'

export interface StreamStatus {
  /** Creation time of the newest event that was sent, in milliseconds since 1970; undefined once the reader has caught up. */
  behindSince: number | undefined
}

interface StreamOptions {
  position: number
  filter: EventFilter
  database: Pick<Database, 'query'>
  broadcast: Broadcast
  /** Budget of bytes for all readers that catch up. */
  catchUp: Budget
  inTurn: PageTurns
  limits: StallBounds & { streamPageBytes: number; behindBytes: number }
  closing: AbortSignal
  status: StreamStatus
  log: { info(message: string): void }
}

const PAGE_EVENTS = 200
const HEARTBEAT_MS = 15_000
const BETWEEN_TRIES_MS = 500

/**
 * Sends a client the events after a position, until the connection ends. A reader that is behind reads pages of its own, one at a time,
 * each within a share of `catchUp`. At the end of the feed it gets the pages of the broadcast. A client that reads nothing is
 * disconnected. A client that would miss removed events gets an `error` message, and the stream ends.
 */
export async function streamEvents(raw: ServerResponse, options: StreamOptions): Promise<void> {
  const { filter, database, broadcast, catchUp, inTurn, limits, closing, status, log } = options
  const socket = openStreamSocket(raw, { closing, limits, isPressed: catchUp.isPressed, log })
  const { signal } = socket
  const held = new Set<LivePage<Subscriber>>()
  let { position } = options
  let sending = false
  let leave = () => {}
  const subscriber: Subscriber = {
    get position() {
      return position
    },
    deliver,
    catchUp: () => leave(),
    drop() {
      releaseAll()
      socket.destroy()
    }
  }
  const heartbeat = setInterval(beat, HEARTBEAT_MS)
  socket.write('retry: 1000\n\n')

  try {
    while (!signal.aborted) {
      await socket.drained()
      if (await sendPage()) continue
      // A reader without events also needs a position to resume from.
      beat()
      await subscribe()
    }
  } catch (error) {
    if (error instanceof PositionRemoved) await sendExpired(error.oldest)
    else if (!signal.aborted) throw error
  } finally {
    clearInterval(heartbeat)
    releaseAll()
    socket.end()
  }

  async function sendExpired(oldest: number): Promise<void> {
    const message = Buffer.from(errorMessage(cursorExpired(oldest)))
    await socket.send(message).catch(() => undefined)
  }

  /** Returns true if there may be more events now. */
  async function sendPage(): Promise<boolean> {
    try {
      const page = await readPage()
      status.behindSince = page.more || page.bytes.length > limits.behindBytes ? page.newest : undefined
      sending = true
      await socket.send(page.bytes).finally(page.lease.release)
      sending = false
      position = page.position
      if (!page.more) status.behindSince = undefined
      return page.more
    } catch (error) {
      if (!isUnavailable(error)) throw error
      await sleep(BETWEEN_TRIES_MS, undefined, { signal })
      return true
    }
  }

  /** Returns the messages only, so that the rows are released while the messages are sent. */
  async function readPage() {
    const { lease, result } = await readWithinLease(
      (bytes) => catchUp.take(bytes, { signal }),
      (bytes) => inTurn(() => readMessages(bytes)),
      limits.streamPageBytes
    )
    lease.shrink(result.bytes.length)
    return { lease, ...result }
  }

  async function readMessages(most: number) {
    const request = { after: position, limit: PAGE_EVENTS, bytes: most }
    const { rows, oversized, more, position: end } = await readEvents(database.query, request, filter)
    const last = rows.at(-1)
    const bytes = Buffer.from(rows.map(eventMessage).join(''))
    return { bytes, oversized, more, position: end, newest: last && createdAt(last) }
  }

  /** Resolves when the reader has to catch up by itself, or the connection ends. */
  function subscribe(): Promise<void> {
    return new Promise((resolve) => {
      leave = () => {
        signal.removeEventListener('abort', leave)
        broadcast.remove(subscriber)
        resolve()
      }
      signal.addEventListener('abort', leave)
      broadcast.add(subscriber)
      if (signal.aborted) leave()
    })
  }

  function deliver(page: LivePage<Subscriber>): void {
    if (socket.pending() > limits.behindBytes) {
      const [next] = page.events
      status.behindSince = next && createdAt(next)
      leave()
      return
    }
    const pieces = page.messagesFor(position, filter)
    position = Math.max(position, page.position)
    const last = pieces.pop()
    if (last === undefined) return
    held.add(page)
    page.holders.add(subscriber)
    for (const piece of pieces) socket.write(piece)
    socket.write(last, () => release(page))
  }

  function release(page: LivePage<Subscriber>): void {
    page.holders.delete(subscriber)
    held.delete(page)
  }

  function releaseAll(): void {
    for (const page of held) release(page)
  }

  /**
   * A comment keeps proxies from closing an idle connection. The id with it helps readers whose filter fits few events. There is
   * no id until the database has resolved `now` to a position.
   */
  function beat(): void {
    if (sending || socket.pending() > 0) return
    socket.write(position === NOW || position === BEGINNING ? ':\n\n' : `:\nid: ${toCursor(position)}\n\n`)
  }
}
