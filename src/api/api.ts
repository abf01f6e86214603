import type { Socket } from 'node:net'
import { Type } from '@sinclair/typebox'
import type { FastifyInstance, onRequestAsyncHookHandler } from 'fastify'
import type { Database } from '../db/connect.ts'
import { ShapeError } from '../errors.ts'
import { currentStateRoutes } from './current-state.ts'
import { deliveryRoutes } from './deliveries.ts'
import { eventRoutes } from './events.ts'
import type { Progress } from './follow.ts'
import { type Replays, replayRoutes } from './replays.ts'
import { streamRoutes } from './stream.ts'
import type { Tail } from './tail.ts'

interface ApiOptions {
  database: Database
  tail: Tail
  replays: Replays
  streams: Set<Progress>
  /** Names of the channels there are. */
  channels: readonly string[]
  authorize: onRequestAsyncHookHandler
  /** A request on this connection had the API token. */
  onAuthorized(socket: Socket): void
}

const NoParameters = Type.Object({}, { additionalProperties: false })

/** What consumers and operators read. All of it needs the API token. */
export async function api(
  app: FastifyInstance,
  { database, tail, streams, replays, channels, authorize, onAuthorized }: ApiOptions
): Promise<void> {
  app.addHook('onRequest', authorize)
  app.addHook('onRequest', async ({ raw }) => onAuthorized(raw.socket))
  // A filter with a wrong name must not pass for one that finds everything.
  app.addHook('onRoute', (route) => {
    route.schema = { querystring: NoParameters, ...route.schema }
  })
  // Nor may one with a wrong channel for one that finds nothing yet.
  app.addHook('preHandler', async ({ query, body }) => {
    for (const { channel } of [Object(query), Object(body)]) {
      if (channel === undefined || channels.includes(channel)) continue
      throw new ShapeError([{ path: '/channel', message: `must be one of ${channels.join(', ')}` }])
    }
  })
  await app.register(eventRoutes, { database })
  await app.register(streamRoutes, { database, tail, streams })
  await app.register(deliveryRoutes, { database })
  await app.register(replayRoutes, { replays })
  await app.register(currentStateRoutes, { database })
}
