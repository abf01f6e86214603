import type { Socket } from 'node:net'
import { Type } from '@sinclair/typebox'
import type { FastifyInstance, onRequestAsyncHookHandler } from 'fastify'
import type { Limits } from '../config/limits.ts'
import { errors, ShapeError } from '../contract/errors.ts'
import type { Database } from '../db/connect.ts'
import type { Broadcast } from '../feed/broadcast.ts'
import type { StreamStatus } from '../feed/event-stream.ts'
import { createPageTurns } from '../feed/page-turns.ts'
import { createAnswers } from '../http/answers.ts'
import { deliveryRoutes } from './deliveries.ts'
import { entityStateRoutes } from './entity-state.ts'
import { eventRoutes } from './events.ts'
import { rawBodyRoute } from './raw-body.ts'
import { type Replays, replayRoutes } from './replays.ts'
import { streamRoutes } from './stream.ts'

interface ApiOptions {
  database: Database
  broadcast: Broadcast
  replays: Replays
  streams: Set<StreamStatus>
  /** Names of all channels. */
  channels: readonly string[]
  authorize: onRequestAsyncHookHandler
  /** Called for a connection whose request had the API token. */
  onAuthorized(socket: Socket): void
  limits: Limits['reads']
}

const NoParameters = Type.Object({}, { additionalProperties: false })

/** Routes for consumers and operators. All of them need the API token. */
export async function api(
  app: FastifyInstance,
  { database, broadcast, streams, replays, channels, authorize, onAuthorized, limits }: ApiOptions
): Promise<void> {
  app.addHook('onRequest', authorize)
  app.addHook('onRequest', async ({ raw }) => onAuthorized(raw.socket))
  app.addHook('onRequest', async ({ headers }) => {
    const coding = headers['content-encoding']?.trim().toLowerCase() || 'identity'
    if (coding !== 'identity')
      throw new errors.UNSUPPORTED_BODY('its content encoding is not supported: send it uncompressed')
  })
  // A misspelled filter must not silently match everything.
  app.addHook('onRoute', (route) => {
    route.schema = { querystring: NoParameters, ...route.schema }
  })
  // An unknown channel must not look like a channel without events.
  app.addHook('preHandler', async ({ query, body }) => {
    for (const { channel } of [Object(query), Object(body)]) {
      if (channel === undefined || channels.includes(channel)) continue
      throw new ShapeError([{ path: '/channel', message: `must be one of ${channels.join(', ')}` }])
    }
  })
  const { answersBytes, waitMs, stallMs, pressedStallMs, bytesPerSecond } = limits
  const answers = createAnswers({ total: answersBytes, waitMs, stallMs, pressedStallMs, bytesPerSecond })
  const inTurn = createPageTurns(limits.pagesAtOnce)
  await app.register(eventRoutes, { database, answers, inTurn, limits })
  await app.register(streamRoutes, { database, broadcast, streams, inTurn, limits })
  await app.register(deliveryRoutes, { database, answers, limits })
  await app.register(rawBodyRoute, { database, answers, limits })
  await app.register(replayRoutes, { replays, answers, limits })
  await app.register(entityStateRoutes, { database, answers, inTurn, limits })
}
