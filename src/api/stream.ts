import { Type } from '@sinclair/typebox'
import type { Limits } from '../config/limits.ts'
import type { ChannelApp } from '../contract/channel.ts'
import { errors } from '../contract/errors.ts'
import { BEGINNING } from '../db/bounded-rows.ts'
import type { Database } from '../db/connect.ts'
import { isUnavailable } from '../db/errors.ts'
import { readRemovedUpTo } from '../db/removal-marks.ts'
import type { Broadcast } from '../feed/broadcast.ts'
import { cursorExpired, fromCursor } from '../feed/cursor.ts'
import { type StreamStatus, streamEvents } from '../feed/event-stream.ts'
import type { PageTurns } from '../feed/page-turns.ts'
import { createBudget } from '../http/budget.ts'
import { RESPONSE_HEADERS } from '../http/response-headers.ts'
import { After, EventFilter, eventFilter } from './parameters.ts'
import { stream } from './route-docs.ts'

const Query = Type.Object({ after: After, ...EventFilter }, { additionalProperties: false })

interface StreamOptions {
  database: Pick<Database, 'query'>
  broadcast: Broadcast
  /** The open streams. */
  streams: Set<StreamStatus>
  inTurn: PageTurns
  limits: Limits['reads']
}

/** The feed as server-sent events: https://html.spec.whatwg.org/multipage/server-sent-events.html */
export async function streamRoutes(
  app: ChannelApp,
  { database, broadcast, streams, inTurn, limits }: StreamOptions
): Promise<void> {
  const catchUp = createBudget(limits.catchUpBytes)

  app.get(
    '/events/stream',
    { config: { docs: stream }, exposeHeadRoute: false, schema: { querystring: Query } },
    async ({ query: { after, ...filter }, headers, caller }, reply) => {
      // A browser that reconnects sends the first URL again, so Last-Event-ID takes precedence over `after`.
      const position = fromCursor(String(headers['last-event-id'] || '') || after)
      // EventSource cannot read the body of a 410, and streamEvents tells it the same as a message.
      if (!headers.accept?.includes('text/event-stream')) await refuseExpired(position)
      if (streams.size >= limits.streams) throw new errors.TOO_MANY_STREAMS()
      const status: StreamStatus = { behindSince: undefined }
      streams.add(status)
      reply.hijack()
      reply.raw.writeHead(200, {
        ...RESPONSE_HEADERS,
        'content-type': 'text/event-stream',
        // Otherwise nginx collects events until a buffer is full.
        'x-accel-buffering': 'no'
      })
      try {
        const { closing, log } = app
        await streamEvents(reply.raw, {
          ...{
            position,
            filter: { ...eventFilter(filter), hotels: caller?.hotelSlugs },
            database,
            broadcast,
            catchUp,
            inTurn,
            limits,
            closing,
            status,
            log
          }
        })
      } finally {
        streams.delete(status)
      }
    }
  )

  async function refuseExpired(position: number): Promise<void> {
    if (position === BEGINNING) return
    // A stream waits for a database that is away.
    const removed = await readRemovedUpTo(database.query, 'events').catch((error: unknown) => {
      if (isUnavailable(error)) return 0
      throw error
    })
    if (position < removed) throw cursorExpired(removed)
  }
}
