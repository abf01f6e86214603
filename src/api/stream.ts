import { Type } from '@sinclair/typebox'
import type { ChannelApp } from '../contract/channel.ts'
import type { Database } from '../db/connect.ts'
import { errors } from '../errors.ts'
import { RESPONSE_HEADERS } from '../http/response-headers.ts'
import { fromCursor } from './cursor.ts'
import { stream } from './docs.ts'
import { follow, type Progress } from './follow.ts'
import { After, EventFilter } from './page.ts'
import type { Tail } from './tail.ts'

const Query = Type.Object({ after: After, ...EventFilter }, { additionalProperties: false })

const MOST_STREAMS = 1_000

interface StreamOptions {
  database: Pick<Database, 'query'>
  tail: Tail
  /** Those that are open. */
  streams: Set<Progress>
}

/** The feed as server-sent events: https://html.spec.whatwg.org/multipage/server-sent-events.html */
export async function streamRoutes(app: ChannelApp, { database, tail, streams }: StreamOptions): Promise<void> {
  app.get(
    '/events/stream',
    { config: { docs: stream }, exposeHeadRoute: false, schema: { querystring: Query } },
    async ({ query: { after, ...filter }, headers }, reply) => {
      // A browser that comes back repeats the URL it began with.
      const position = fromCursor(String(headers['last-event-id'] || '') || after)
      if (streams.size >= MOST_STREAMS) throw new errors.TOO_MANY_STREAMS()
      const progress: Progress = { behindSince: undefined }
      streams.add(progress)
      reply.hijack()
      reply.raw.writeHead(200, {
        ...RESPONSE_HEADERS,
        'content-type': 'text/event-stream',
        // nginx would collect events until a buffer is full.
        'x-accel-buffering': 'no'
      })
      try {
        await follow(reply.raw, { position, filter, database, tail, closing: app.closing, progress })
      } finally {
        streams.delete(progress)
      }
    }
  )
}
