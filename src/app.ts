import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify'
import { channels as ours } from '../plugins/index.ts'
import { api } from './api/api.ts'
import { createTokenGate } from './api/authorize.ts'
import { docs } from './api/reference/reference.ts'
import { createWrongTokens } from './api/wrong-tokens.ts'
import type { Config } from './config/config.ts'
import { credentialStore } from './config/credential-store.ts'
import type { Channel } from './contract/channel.ts'
import { connect } from './db/connect.ts'
import { openNotifier } from './db/notifier.ts'
import { createBroadcast } from './feed/broadcast.ts'
import type { StreamStatus } from './feed/event-stream.ts'
import { createConnections } from './http/connections.ts'
import { handleError } from './http/error-handler.ts'
import { lifecycle } from './http/lifecycle.ts'
import { serverOptions } from './http/server-options.ts'
import { trustedProxies } from './http/trusted-proxies.ts'
import { unknownRoutes } from './http/unknown-routes.ts'
import { compileValidator } from './http/validator.ts'
import { createIngest } from './ingest/ingest.ts'
import { createInterpreter } from './ingest/interpreter.ts'
import { createLoadShedding } from './ingest/load-shedding.ts'
import { rawBodies } from './ingest/raw-bodies.ts'
import { createLedger } from './ledger/ledger.ts'
import { createRetention } from './maintenance/retention.ts'
import { health } from './observability/health.ts'
import { createMeters } from './observability/metrics/meters.ts'
import { metrics } from './observability/metrics/metrics.ts'
import type { Tracing } from './observability/tracing.ts'
import { createReplays } from './replay/replays.ts'
import { openSpool } from './spool/spool.ts'

const GOODBYE_MS = 2_000

export interface AppOptions {
  config: Config
  /** Ours, unless adapters of other packages are among them. */
  channels?: readonly Channel[]
  /** PostgreSQL, migrated; or else `prepare` does that once it answers. */
  databaseUrl: string
  prepare?: (() => Promise<void>) | undefined
  apiTokens: readonly string[]
  logger: FastifyBaseLogger
  tracing?: Tracing | undefined
  /** Another ledger, to measure this one against or to prove that the crash tests find what it prevents. */
  makeLedger?: typeof createLedger
}

/**
 * The whole system, in the order of the way through it:
 *
 *   provider ► channel: prove, parse, validate, normalize ► ledger: one commit, or the spool ► reply
 *   consumer ◄ api: feed, deliveries, current state
 *   operator ► api: replay ► the channel's route once more ► ledger
 *
 * It never listens; src/server.ts does.
 */
export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const {
    config,
    channels = ours,
    databaseUrl,
    prepare,
    apiTokens,
    logger,
    tracing,
    makeLedger = createLedger
  } = options
  const names = channels.map(({ name }) => name)
  const meters = createMeters(names)
  const { limits } = config
  const onRefused = meters.refusedEarly
  const connections = createConnections({ limits, isTrustedProxy: trustedProxies(config.trustProxy), onRefused })
  const loadShedding = createLoadShedding({
    ...{ limits, lanes: channels, connections, log: logger },
    ...{ onTurnedAway: meters.turnedAway, onRefused }
  })
  const { turnAway } = loadShedding
  const app: FastifyInstance = Fastify({
    loggerInstance: logger,
    ...serverOptions({ config, connections, turnAway, onRefused })
  })
  app.setErrorHandler(handleError)
  app.setValidatorCompiler(compileValidator)
  await app.register(unknownRoutes, { onLostWebhook: meters.lost })
  await app.register(lifecycle)
  await app.register(docs, { channels })
  if (tracing !== undefined) await app.register(tracing.plugin)

  const database = connect(databaseUrl, logger)
  const spool = await openSpool({ folder: join(config.dataDir, 'spool'), maxBytes: config.spoolMaxBytes, log: logger })
  const { reads } = config.limits
  const broadcast = createBroadcast({ database, log: logger, limits: reads, onPublished: meters.published })
  const streams = new Set<StreamStatus>()
  const notifier = openNotifier(databaseUrl, logger, broadcast.wake)
  const onEvents = () => {
    broadcast.wake()
    notifier.notify()
  }
  const credentials = credentialStore(config)
  const interpreter = createInterpreter({ channels, credentials, log: logger })
  const ledger = makeLedger({
    database,
    spool,
    interpret: interpreter.interpret,
    limits: limits.ledger,
    log: logger,
    prepare,
    onEvents,
    watch: meters.ledger
  })
  const retention = createRetention({
    database,
    days: config.retainDays,
    limits: limits.maintenance,
    log: logger
  })
  app.addHook('onClose', async () => {
    loadShedding.close()
    await ledger.close()
    // All is kept by now, and a database that is frozen would be waited for until the process is killed.
    const goodbye = Promise.all([retention.close(), notifier.close(), database.close()])
    await Promise.race([goodbye, sleep(GOODBYE_MS, undefined, { ref: false })])
  })

  const { authorize, isProbe } = createTokenGate({
    tokens: apiTokens,
    wrongTokens: createWrongTokens({ limits: config.limits.auth, log: logger }),
    onRefused: meters.tokenRefused
  })
  await app.register(health, { database, ledger })
  await app.register(metrics, {
    ...{ meters, authorize },
    ...{ config, channels, database, ledger, retention, streams, limits: limits.reads }
  })
  const replays = createReplays({ interpreter, database, limits, onEvents, log: logger })
  await app.register(api, {
    ...{ prefix: '/api', database, broadcast, streams, replays, channels: names, limits: limits.reads },
    ...{ authorize, onAuthorized: connections.proven }
  })
  await app.register(
    async (webhooks) => {
      await webhooks.register(rawBodies)
      const { publicUrl, unverified } = config
      const servicesFor = createIngest({ ledger, credentials, publicUrl, isProbe, unverified })
      for (const channel of channels) {
        await webhooks.register(
          async (scope) => {
            loadShedding.guard(scope, channel)
            meters.watch(scope, channel.name)
            await channel.plugin(scope, servicesFor(channel))
          },
          { prefix: `/${channel.name}` }
        )
      }
    },
    { prefix: '/webhooks' }
  )
  return app
}
