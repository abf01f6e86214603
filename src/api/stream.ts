import { type Static, Type } from '@sinclair/typebox'
import type { FastifyReply } from 'fastify'
import type { Limits } from '../config/limits.ts'
import { ConsumerName } from '../consumers/consumer-options.ts'
import type { ConsumerServices } from '../consumers/consumer-services.ts'
import { streamConsumer } from '../consumers/stream-events.ts'
import type { ChannelApp } from '../contract/channel.ts'
import { errors, ShapeError } from '../contract/errors.ts'
import { BEGINNING, NOW } from '../db/bounded-rows.ts'
import type { Database } from '../db/connect.ts'
import { codeOf, isUnavailable } from '../db/errors.ts'
import { readEvents } from '../db/events.ts'
import type { Broadcast } from '../feed/broadcast.ts'
import { behindCursor, fromCursor } from '../feed/cursor.ts'
import { type StreamStatus, streamEvents } from '../feed/event-stream.ts'
import type { PageTurns } from '../feed/page-turns.ts'
import { createBudget } from '../http/budget.ts'
import { RESPONSE_HEADERS } from '../http/response-headers.ts'
import { type ApiCaller, callerOf } from './authorize.ts'
import { CREATION, creationOf } from './consumers/creation.ts'
import { After, EventFilter, eventFilter } from './parameters.ts'
import { stream } from './route-docs.ts'

const Query = Type.Object(
  {
    after: After,
    ...EventFilter,
    consumer: Type.Optional({ ...ConsumerName, description: 'reads the cursor of this named consumer' }),
    from: CREATION.from,
    shards: CREATION.shards
  },
  { additionalProperties: false }
)
type Query = Static<typeof Query>

interface StreamOptions {
  database: Pick<Database, 'query'>
  broadcast: Broadcast
  streams: Set<StreamStatus>
  inTurn: PageTurns
  consumers: ConsumerServices
  limits: Limits['reads']
}

/** The feed as server-sent events: https://html.spec.whatwg.org/multipage/server-sent-events.html */
export async function streamRoutes(
  app: ChannelApp,
  { database, broadcast, streams, inTurn, consumers, limits }: StreamOptions
): Promise<void> {
  const catchUp = createBudget(limits.catchUpBytes)

  app.get(
    '/events/stream',
    { config: { docs: stream }, exposeHeadRoute: false, schema: { querystring: Query } },
    async (request, reply) => {
      const { query, headers, caller } = request
      checkTogether(query)
      const { consumer, after, from: _from, shards: _shards, ...filter } = query
      if (consumer !== undefined) return streamNamed(consumer, query, callerOf(request), reply)
      // A browser that reconnects sends the first URL again, so Last-Event-ID takes precedence over `after`.
      const position = fromCursor(String(headers['last-event-id'] || '') || after)
      await checkCursor(position, headers.accept?.includes('text/event-stream') === true)
      const { closing, log } = app
      await answerWithStream(reply, (status) =>
        streamEvents(reply.raw, {
          ...{ position, filter: { ...eventFilter(filter), hotels: caller?.hotelSlugs }, database, broadcast, catchUp },
          ...{ inTurn, limits, closing, status, log }
        })
      )
    }
  )

  /** The events of a named consumer. The first use creates it. */
  async function streamNamed(name: string, query: Query, caller: ApiCaller, reply: FastifyReply): Promise<void> {
    const { consumer: _consumer, after: _after, ...creation } = query
    await consumers.managed.use(caller, name, creationOf(creation))
    const { closing, log } = app
    await answerWithStream(reply, () =>
      streamConsumer(reply.raw, {
        ...{ database, catchUp, closing, log, pull: consumers.pull, limits: { ...limits, ...consumers.limits } },
        find: () => consumers.managed.find(name, caller)
      })
    )
    consumers.changed()
  }

  async function answerWithStream(reply: FastifyReply, stream: (status: StreamStatus) => Promise<void>): Promise<void> {
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
      await stream(status)
    } finally {
      streams.delete(status)
    }
  }

  async function checkCursor(position: number, isEventSource: boolean): Promise<void> {
    if (position === BEGINNING || position === NOW) return
    try {
      await behindCursor(readEvents(database.query, { after: position, limit: 1, bytes: 1 }, {}))
    } catch (error) {
      // EventSource cannot read the body of a 410. streamEvents sends it the same error as a message.
      if (isEventSource && codeOf(error) === 'CURSOR_EXPIRED') return
      // A stream waits for a database that is away.
      if (!isUnavailable(error)) throw error
    }
  }
}

/** A named consumer has its own cursor, and a filter that was set when it was created. */
function checkTogether({ consumer, after, entity, account, hotel, from, shards }: Query): void {
  const wrong = consumer === undefined ? { from, shards } : { after, entity, account, hotel }
  const message = consumer === undefined ? 'needs consumer' : 'cannot be combined with consumer'
  const found = Object.entries(wrong).filter(([, value]) => value !== undefined)
  if (found.length > 0) throw new ShapeError(found.map(([name]) => ({ path: `/${name}`, message })))
}
