import type { Socket } from 'node:net'
import { Type } from '@sinclair/typebox'
import type { FastifyInstance, FastifyPluginAsync, onRequestAsyncHookHandler } from 'fastify'
import type { AccountServices } from '../accounts/accounts.ts'
import type { Scope } from '../accounts/scopes.ts'
import type { Limits } from '../config/limits.ts'
import type { ConsumerServices } from '../consumers/consumer-services.ts'
import { errors, notFound, ShapeError } from '../contract/errors.ts'
import type { Database } from '../db/connect.ts'
import { readHotelOf } from '../db/deliveries.ts'
import type { DestinationServices } from '../destinations/destination-services.ts'
import type { Broadcast } from '../feed/broadcast.ts'
import type { StreamStatus } from '../feed/event-stream.ts'
import { createPageTurns } from '../feed/page-turns.ts'
import { createAnswers } from '../http/answers.ts'
import { accountRoutes } from './accounts/account-routes.ts'
import { auditRoutes } from './accounts/audit-routes.ts'
import { hotelRoutes } from './accounts/hotel-routes.ts'
import { keyRoutes } from './accounts/key-routes.ts'
import { maintenanceRoutes } from './accounts/maintenance-routes.ts'
import { operatorRoutes } from './accounts/operator-routes.ts'
import { handleWithAllFaults } from './all-faults.ts'
import { requireScope } from './authorize.ts'
import { consumerRoutes } from './consumers/manage-routes.ts'
import { pullRoutes } from './consumers/pull-routes.ts'
import { consumerReadRoutes } from './consumers/read-routes.ts'
import { deliveryRoutes } from './deliveries.ts'
import { destinationRoutes } from './destinations/manage-routes.ts'
import { destinationReadRoutes } from './destinations/read-routes.ts'
import { entityStateRoutes } from './entity-state.ts'
import { eventRoutes } from './events.ts'
import { providerRoutes } from './providers.ts'
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
  /** Called for a connection whose request had an API token or key. */
  onAuthorized(socket: Socket): void
  accounts: AccountServices
  readProviders: Parameters<typeof providerRoutes>[1]['readProviders']
  destinations: DestinationServices
  consumers: ConsumerServices
  limits: Limits['reads']
}

const NoParameters = Type.Object({}, { additionalProperties: false })

/** Routes for consumers and operators. All of them need API_TOKEN, or an API key with the scope of the route. */
export async function api(
  app: FastifyInstance,
  {
    database,
    broadcast,
    streams,
    replays,
    channels,
    authorize,
    onAuthorized,
    accounts,
    readProviders,
    destinations,
    consumers,
    limits
  }: ApiOptions
): Promise<void> {
  app.setErrorHandler(handleWithAllFaults)
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
  const { audit } = accounts
  await registerFor('events.read', eventRoutes, { database, answers, inTurn, limits })
  await registerFor('events.read', streamRoutes, { database, broadcast, streams, inTurn, consumers, limits })
  await registerFor('deliveries.read', deliveryRoutes, { database, answers, limits })
  await registerFor('deliveries.read', providerRoutes, { readProviders, hotelOf })
  await registerFor('bodies.read', rawBodyRoute, { database, answers, audit, limits })
  await registerFor('replay', replayRoutes, { replays, answers, audit, limits })
  await registerFor('events.read', entityStateRoutes, { database, answers, inTurn, limits })
  await registerFor('manage', hotelRoutes, { hotels: accounts.hotels })
  await registerFor('manage', accountRoutes, accounts)
  await registerFor('manage', auditRoutes, { database })
  await registerFor('events.read', destinationReadRoutes, { managed: destinations.managed, database })
  await registerFor('manage', destinationRoutes, destinations)
  await registerFor('events.read', pullRoutes, { database, consumers, answers, inTurn, limits })
  await registerFor('events.read', consumerReadRoutes, { consumers, database })
  await registerFor('manage', consumerRoutes, consumers)
  await app.register(keyRoutes, { keys: accounts.keys })
  await app.register(operatorRoutes, { operators: accounts.operators })
  await app.register(maintenanceRoutes, accounts)

  async function registerFor<Options extends object>(
    scope: Scope,
    routes: FastifyPluginAsync<Options>,
    options: Options
  ): Promise<void> {
    await app.register(async (child) => {
      child.addHook('onRequest', requireScope(scope))
      if (scope !== 'manage') child.addHook('preHandler', hideOtherHotels)
      // Fastify's types of a plugin's options depend on whether all of them are optional.
      await child.register(routes as FastifyPluginAsync, options)
    })
  }

  /** Slug of the hotel that a property of a vendor belongs to. */
  function hotelOf(source: string, property: string): string | undefined {
    return accounts.store.accounts.owner(source, 'property', property)?.hotel
  }

  /** A delivery of another hotel does not exist for a key that is limited to hotels. */
  async function hideOtherHotels({ caller, params }: Parameters<onRequestAsyncHookHandler>[0]): Promise<void> {
    const { id, source, channel } = Object(params)
    if (caller?.hotelSlugs === undefined || id === undefined || source !== undefined || channel !== undefined) return
    const found = await readHotelOf(database.query, id)
    if (found?.hotel == null || !caller.hotelSlugs.includes(found.hotel)) throw notFound('delivery')
  }
}
