import Fastify, { type FastifyInstance } from 'fastify'
import { splitPathKey } from './accounts/path-key.ts'
import { setupUrl } from './accounts/setup-links.ts'
import { api } from './api/api.ts'
import { home } from './api/home.ts'
import { eventSchemaRoutes } from './api/reference/event-schema-routes.ts'
import { docs } from './api/reference/reference.ts'
import { version } from './config/version.ts'
import { dashboard } from './dashboard/dashboard.ts'
import { createHeartbeat } from './gateways/heartbeat.ts'
import { handleError } from './http/error-handler.ts'
import { lifecycle } from './http/lifecycle.ts'
import { serverOptions } from './http/server-options.ts'
import { unknownRoutes } from './http/unknown-routes.ts'
import { compileValidator } from './http/validator.ts'
import type { Hydration } from './hydration/hydration.ts'
import { providerStatus } from './hydration/status.ts'
import { createIngest } from './ingest/ingest.ts'
import { rawBodies } from './ingest/raw-bodies.ts'
import { createLedger } from './ledger/ledger.ts'
import { health } from './observability/health.ts'
import { metrics } from './observability/metrics/metrics.ts'
import type { AppOptions } from './services/app-options.ts'
import { closeServices } from './services/close-services.ts'
import { createServices, type Services } from './services/create-services.ts'
import { startHydration } from './services/start-hydration.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** A new setup link for the first admin. Undefined: there is an operator, or no dashboard. */
    firstSetupUrl(): Promise<string | undefined>
  }
}

/**
 * The whole system, in the order of the path through it:
 *
 *   provider ► channel: verify, redact, interpret ► ledger: one commit, or the spool ► reply
 *   consumer ◄ api: feed, named consumers, deliveries, current state
 *   receiver ◄ destinations: events as signed webhooks
 *   vendor   ◄ hydration: reads the records that thin webhooks point to ► ledger
 *   operator ► dashboard or api: replay ► interpret ► plan corrections ► write
 *
 * It does not listen. src/server.ts does.
 */
export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const services = await createServices(options)
  return registerPlugins(options, { ...services, ledger: createLedger(services.ledgerOptions) })
}

/** The HTTP server. Closing it closes the services. */
export async function registerPlugins(options: AppOptions, services: Services): Promise<FastifyInstance> {
  const { config, channels, logger, tracing } = options
  const {
    siblings,
    meters,
    connections,
    gate,
    loadShedding,
    tokenGate,
    database,
    feed,
    credentials,
    accounts,
    dashboardUrl,
    destinations,
    consumers,
    reader,
    decoder,
    replays,
    replayJobs,
    retention,
    signals,
    ledger
  } = services
  const { broadcast, streams } = feed
  const { authorize, isProbe } = tokenGate
  const limits = config.limits.reads
  const { shed } = loadShedding
  const app: FastifyInstance = Fastify({
    loggerInstance: logger,
    ...serverOptions({ config, connections, gate, shed, onRefused: meters.refusedEarly }),
    // The path key of an account chooses its secrets, and not the route.
    rewriteUrl: ({ url = '/' }) => splitPathKey(url)?.url ?? url
  })
  app.decorateRequest('caller', null)
  app.decorate('firstSetupUrl', async () => {
    const token = config.dashboard ? await accounts.setupLinks.first() : undefined
    return token && setupUrl(dashboardUrl(), token)
  })
  // With PORT=0, the port is known only now.
  app.addHook('onListen', async () => {
    const address = app.server.address()
    if (typeof address === 'object' && address !== null) services.listening.port = address.port
  })
  app.setErrorHandler(handleError)
  app.setValidatorCompiler(compileValidator)
  // Schemas of answers are for the reference. The answers are bytes already, so no route needs a compiled serializer.
  app.setSerializerCompiler(() => JSON.stringify)
  const heartbeat = createHeartbeat({ signals, facts: gatewayFacts, limits: config.limits.gateways })
  let hydration: Hydration | undefined
  app.addHook('onReady', async () => {
    hydration = startHydration(options, services)
  })
  app.addHook('onClose', async () => {
    heartbeat.close()
    await hydration?.close()
    await closeServices(services)
  })
  const readProviders = providerStatus(services.vendors, database)

  // The first ones add hooks to the routes that are registered after them.
  await app.register(unknownRoutes, { onLostWebhook: meters.lost, onUnknownPath: accounts.connections.lost })
  await app.register(lifecycle, { unanswered: gate.unanswered })
  await app.register(docs, { channels })
  await app.register(eventSchemaRoutes)
  await app.register(home, { target: config.dashboard ? '/app' : '/docs' })
  if (tracing !== undefined) await app.register(tracing.plugin)
  await app.register(health, { database, ledger, siblings })
  const sources = { config, channels, database, ledger, retention, streams }
  await app.register(metrics, { meters, authorize, limits, siblings, readProviders, ...sources })
  const names = channels.map(({ name }) => name)
  const onAuthorized = connections.proven
  await app.register(api, {
    prefix: '/api',
    database,
    broadcast,
    streams,
    replays,
    channels: names,
    authorize,
    onAuthorized,
    accounts,
    readProviders,
    destinations,
    consumers,
    limits
  })
  if (config.dashboard) {
    const { apiTokens } = options
    const shown = { config, channels, accounts, database, ledger, replays, replayJobs, dashboardUrl }
    const out = { destinations, consumers }
    await app.register(dashboard, { ...shown, ...out, apiTokens, gateways: heartbeat, oidc: services.oidc })
  }
  const { publicUrl, unverified } = config
  const servicesFor = createIngest({
    ...{ reader, decoder, credentials, publicUrl, isProbe, unverified },
    ledger: {
      record(interpreted) {
        services.notes.note(interpreted.delivery)
        return ledger.record(services.hold(interpreted))
      }
    },
    accounts: accounts.ingest
  })
  for (const channel of channels) {
    const register = async (scope: FastifyInstance) => {
      await scope.register(rawBodies)
      loadShedding.guard(scope, channel)
      meters.watch(scope, channel.name)
      await channel.plugin(scope, servicesFor(channel))
    }
    await app.register(register, { prefix: `/webhooks/${channel.name}` })
  }
  return app

  function gatewayFacts() {
    const { spooling, spool } = ledger.status()
    return { version: version(), config: accounts.store.version(), spoolBytes: spool.bytes, isSpooling: spooling }
  }
}
