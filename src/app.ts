import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import Fastify, { type FastifyBaseLogger, type FastifyInstance } from 'fastify'
import { createAccountServices } from './accounts/accounts.ts'
import { splitPathKey } from './accounts/path-key.ts'
import { createRereads } from './accounts/rereads.ts'
import { sealingKeys } from './accounts/secrets-key.ts'
import { setupUrl } from './accounts/setup-links.ts'
import { api } from './api/api.ts'
import { createTokenGate } from './api/authorize.ts'
import { home } from './api/home.ts'
import { eventSchemaRoutes } from './api/reference/event-schema-routes.ts'
import { docs } from './api/reference/reference.ts'
import { createWrongTokens } from './api/wrong-tokens.ts'
import { localUrl } from './config/address.ts'
import { type Config, SECRETS_KEY } from './config/config.ts'
import { credentialStore } from './config/credential-store.ts'
import type { Environ } from './config/environment.ts'
import { OIDC_CLIENT_SECRET } from './config/oidc.ts'
import { variableReader } from './config/variable-reader.ts'
import { version } from './config/version.ts'
import { createConsumerServices } from './consumers/consumer-services.ts'
import type { Channel } from './contract/channel.ts'
import { dashboard } from './dashboard/dashboard.ts'
import { connect } from './db/connect.ts'
import { openNotifier } from './db/notifier.ts'
import { createDestinationServices } from './destinations/destination-services.ts'
import { createBroadcast } from './feed/broadcast.ts'
import type { StreamStatus } from './feed/event-stream.ts'
import { createHeartbeat } from './gateways/heartbeat.ts'
import { createSignals } from './gateways/signals.ts'
import { createConnections } from './http/connections.ts'
import { handleError } from './http/error-handler.ts'
import { lifecycle } from './http/lifecycle.ts'
import { createRequestGate } from './http/request-gate.ts'
import { serverOptions } from './http/server-options.ts'
import { trustedProxies } from './http/trusted-proxies.ts'
import { unknownRoutes } from './http/unknown-routes.ts'
import { compileValidator } from './http/validator.ts'
import { createDrop, createHold } from './hydration/hold.ts'
import { createHydration, type Hydration } from './hydration/hydration.ts'
import { alarmSender } from './hydration/provider-events.ts'
import { providerStatus } from './hydration/status.ts'
import { createStoreRecord } from './hydration/store-record.ts'
import { tokenStores } from './hydration/token-store.ts'
import { connectedVendors } from './hydration/vendors.ts'
import { createBodyReader } from './ingest/body-reader.ts'
import { createDecoder } from './ingest/decoder.ts'
import { createIngest } from './ingest/ingest.ts'
import { createInterpreter, type Interpreter } from './ingest/interpreter.ts'
import { createLoadShedding } from './ingest/load-shedding.ts'
import { rawBodies } from './ingest/raw-bodies.ts'
import { createReadingWorker } from './ingest/reading-worker/reading-worker.ts'
import { createLedger, type Ledger, type LedgerOptions } from './ledger/ledger.ts'
import { releaseHeld } from './ledger/release-held.ts'
import { createRetention } from './maintenance/retention.ts'
import { health } from './observability/health.ts'
import { registerDestinationGauges } from './observability/metrics/destination-meter.ts'
import { createMeters } from './observability/metrics/meters.ts'
import { metrics } from './observability/metrics/metrics.ts'
import { type Siblings, withoutSiblings } from './observability/siblings.ts'
import type { Tracing } from './observability/tracing.ts'
import { createOidcLogin } from './oidc/oidc-login.ts'
import { createOutbound } from './outbound/outbound.ts'
import { createReplayJobs } from './replay/replay-jobs.ts'
import { createReplays } from './replay/replays.ts'
import { openSpool } from './spool/spool.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** A new setup link for the first admin. Undefined: there is an operator, or no dashboard. */
    firstSetupUrl(): Promise<string | undefined>
  }
}

/** A database that does not answer must not keep the process from ending. Every delivery is stored by then. */
const CLOSE_DATABASE_MS = 2_000

export interface AppOptions {
  config: Config
  channels: readonly Channel[]
  /** What BELLHOOK_ADAPTERS names, so that a worker thread can load the same channels. Undefined: no worker thread is used. */
  adapters: readonly string[] | undefined
  /** URL of the database. It is migrated, or `prepare` migrates it once it is available. */
  databaseUrl: string
  prepare?: (() => Promise<void>) | undefined
  apiTokens: readonly string[]
  /** Values of SECRETS_KEY. Undefined: those of the settings. */
  secretsKeys?: readonly string[] | undefined
  /** Variables of the environment that secrets of destinations may name. */
  environ?: Environ | undefined
  /** The file with the API token of development mode, which a 401 names. */
  tokenFile?: string | undefined
  logger: FastifyBaseLogger
  tracing?: Tracing | undefined
  /** Set for a worker of several: see WORKERS. */
  worker?: { siblings: Siblings; spoolFolder: string } | undefined
}

/**
 * The whole system, in the order of the path through it:
 *
 *   provider ► channel: verify, redact, interpret ► ledger: one commit, or the spool ► reply
 *   consumer ◄ api: feed, deliveries, current state
 *   operator ► api: replay ► interpret ► plan corrections ► write
 *
 * It does not listen. src/server.ts does.
 */
export async function buildApp(options: AppOptions): Promise<FastifyInstance> {
  const services = await createServices(options)
  return registerPlugins(options, { ...services, ledger: createLedger(services.ledgerOptions) })
}

type Services = Awaited<ReturnType<typeof createServices>> & { ledger: Ledger }

/** Everything that outlives a request, except the ledger. */
export async function createServices(options: AppOptions) {
  const { config, channels, adapters, databaseUrl, prepare, apiTokens, tokenFile, logger: log } = options
  const { limits } = config
  const meters = createMeters(channels.map(({ name }) => name))
  const onRefused = meters.refusedEarly
  const connections = createConnections({ limits, isTrustedProxy: trustedProxies(config.trustProxy), onRefused })
  const gate = createRequestGate({ limits: limits.http, connections, onRefused })
  const onShed = meters.turnedAway
  const loadShedding = createLoadShedding({ limits, channels, connections, log, onShed, onRefused })
  const wrongTokens = createWrongTokens({ limits: limits.auth, log })
  const database = connect(databaseUrl, log)
  const secretsKeys = options.secretsKeys ?? config.secrets.get(SECRETS_KEY.variable) ?? []
  const onReread = () => rereads.wake()
  const listening = { port: config.port }
  const dashboardUrl = () => config.dashboardUrl ?? localUrl(config.host, listening.port)
  const signals = createSignals({ signal: (text) => notifier.signal(text) })
  const accounts = createAccountServices({
    ...{ config, channels, database, signals, secretsKeys, log, onReread },
    dashboardUrl,
    onForeign: meters.foreign
  })
  const tokenGate = createTokenGate({
    ...{ tokens: apiTokens, tokenFile, wrongTokens, accounts },
    onRefused: meters.tokenRefused
  })

  const siblings = options.worker?.siblings ?? withoutSiblings()
  const folder = options.worker?.spoolFolder ?? join(config.dataDir, 'spool')
  const spool = await openSpool({ folder, maxBytes: config.spoolMaxBytes / config.workers, log })
  const broadcast = createBroadcast({ database, log, limits: limits.reads, onPublished: meters.published })
  const outbound = createOutbound({
    networks: config.destinationNetworks,
    proxy: config.destinationProxy,
    development: config.development,
    own: () => ({ host: config.host, port: listening.port }),
    limits: limits.outbound
  })
  const destinations = createDestinationServices({
    ...{ database, outbound, accounts, sealing: sealingKeys(secretsKeys), channels: channels.map(({ name }) => name) },
    ...{ readVariable: variableReader(options.environ ?? {}, channels), userAgent: `Bellhook/${version()}`, log },
    ...{ meter: meters.destinations, limits: limits.destinations }
  })
  const names = channels.map(({ name }) => name)
  const consumers = createConsumerServices({ database, accounts, channels: names, signals, limits: limits.consumers })
  registerDestinationGauges(meters.registry, destinations.owner.status)
  const onWakeUp = () => {
    broadcast.wake()
    destinations.owner.onEvents()
    consumers.pull.wake()
  }
  const onConfig = () => {
    accounts.store.wake()
    destinations.owner.wake()
  }
  const notifier = openNotifier(databaseUrl, log, onWakeUp, onConfig, signals.receive)
  const onEvents = () => {
    onWakeUp()
    notifier.notify()
  }
  const credentials = credentialStore(config)
  const ownSecrets = [SECRETS_KEY.variable, OIDC_CLIENT_SECRET.variable]
  const secrets = new Map([...config.secrets].filter(([name]) => !ownSecrets.includes(name)))
  const worker = adapters && createReadingWorker({ adapters, secrets, limits, log })
  const reader = createBodyReader({ credentials, limits: limits.reading, worker })
  const decoder = createDecoder(limits)
  const interpreter = createInterpreter({ channels, reader, decoder, accounts: accounts.ingest, log })
  const oidc =
    config.oidc &&
    createOidcLogin({
      settings: config.oidc,
      sealing: accounts.management.sealing,
      ...{ database, outbound, accounts, dashboardUrl, limits, log }
    })
  const vendors = connectedVendors(channels, config)
  const hold = createHold(vendors)
  const drop = createDrop(vendors)
  const replayed: Interpreter = { interpret: (delivery) => afterwards(interpreter.interpret(delivery), drop) }
  const replays = createReplays({ interpreter: replayed, database, limits, onEvents, log })
  // What waited for its account has waited for no record. It goes out as it is.
  const rereading = createReplays({ interpreter, database, limits, onEvents, log })
  const replay = (id: string) => rereading.one(id, { by: 'gateway', tokenFingerprint: 'gateway', dryRun: false })
  const rereads = createRereads({ database, accounts: accounts.store.accounts, replay, log })
  const replayJobs = createReplayJobs({ database, replay: replays.one, limits: limits.dashboard, log })
  const retention = createRetention({
    ...{ database, days: config.retainDays, limits: limits.maintenance, log },
    attemptDays: limits.destinations.attemptDays
  })
  const ledgerOptions: LedgerOptions = {
    database,
    spool,
    limits: limits.ledger,
    log,
    interpret: (delivery) => afterwards(interpreter.interpret(delivery), hold),
    prepare: prepare && (() => prepare().then(accounts.store.refresh)),
    onEvents,
    watch: meters.ledger
  }
  await accounts.store.load()
  const streams = new Set<StreamStatus>()
  const feed = { broadcast, notifier, streams }
  return {
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
    listening,
    signals,
    destinations,
    consumers,
    rereads,
    worker,
    reader,
    decoder,
    replays,
    replayJobs,
    retention,
    ledgerOptions,
    outbound,
    oidc,
    vendors,
    hold,
    secretsKeys
  }
}

type Interpreted = ReturnType<Interpreter['interpret']>

/** Applies a rule of connected vendors to what was interpreted, at once where it is there. */
function afterwards(interpreted: Interpreted, rule: ReturnType<typeof createHold>): Interpreted {
  if (interpreted === undefined) return undefined
  return interpreted instanceof Promise ? interpreted.then(rule) : rule(interpreted)
}

/** Starts the work with APIs of vendors. */
function startHydration(options: AppOptions, services: Services): Hydration {
  const { config, logger: log } = options
  const { database, reader, accounts, ledger, outbound, vendors, secretsKeys, feed } = services
  const { limits } = config
  return createHydration({
    ...{ vendors, config, database, outbound, log },
    store: createStoreRecord({ reader, accounts: accounts.ingest, ledger, log }),
    sendAlarm: alarmSender(ledger),
    tokensOf: tokenStores(database, secretsKeys),
    async release(positions) {
      const released = await releaseHeld(database, positions, limits.ledger)
      if (released > 0) {
        feed.broadcast.wake()
        feed.notifier.notify()
      }
      return released
    }
  })
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
    await app.register(dashboard, { ...shown, apiTokens, gateways: heartbeat, oidc: services.oidc })
  }
  const { publicUrl, unverified } = config
  const servicesFor = createIngest({
    ...{ reader, decoder, credentials, publicUrl, isProbe, unverified },
    ledger: { record: (interpreted) => ledger.record(services.hold(interpreted)) },
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

async function closeServices(services: Services): Promise<void> {
  const {
    loadShedding,
    ledger,
    worker,
    retention,
    feed,
    database,
    accounts,
    rereads,
    outbound,
    replayJobs,
    destinations
  } = services
  loadShedding.close()
  const jobs = replayJobs.close()
  await ledger.close()
  await worker?.close()
  await destinations.owner.close()
  outbound.close()
  const background = Promise.all([jobs, retention.close(), feed.notifier.close(), rereads.close(), accounts.close()])
  const closed = background.then(() => database.close())
  await Promise.race([closed, sleep(CLOSE_DATABASE_MS, undefined, { ref: false })])
}
