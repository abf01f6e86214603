import { join } from 'node:path'
import { createAccountServices } from '../accounts/accounts.ts'
import { sealingKeys } from '../accounts/secrets-key.ts'
import { createTokenGate } from '../api/authorize.ts'
import { createWrongTokens } from '../api/wrong-tokens.ts'
import { localUrl } from '../config/address.ts'
import { credentialStore } from '../config/credential-store.ts'
import { OIDC_CLIENT_SECRET } from '../config/oidc.ts'
import { SECRETS_KEY } from '../config/secret-settings.ts'
import { variableReader } from '../config/variable-reader.ts'
import { version } from '../config/version.ts'
import { createConsumerServices } from '../consumers/consumer-services.ts'
import { connect } from '../db/connect.ts'
import { openNotifier } from '../db/notifier.ts'
import { createDestinationServices } from '../destinations/destination-services.ts'
import { createBroadcast } from '../feed/broadcast.ts'
import type { StreamStatus } from '../feed/event-stream.ts'
import { createSignals } from '../gateways/signals.ts'
import { createConnections } from '../http/connections.ts'
import { createRequestGate } from '../http/request-gate.ts'
import { trustedProxies } from '../http/trusted-proxies.ts'
import { createTrafficNotes } from '../hydration/traffic-notes.ts'
import { connectedVendors } from '../hydration/vendors.ts'
import { createBodyReader } from '../ingest/body-reader.ts'
import { createDecoder } from '../ingest/decoder.ts'
import { createLoadShedding } from '../ingest/load-shedding.ts'
import { createReadingWorker } from '../ingest/reading-worker/reading-worker.ts'
import type { Ledger, LedgerOptions } from '../ledger/ledger.ts'
import { createRetention } from '../maintenance/retention.ts'
import { registerDestinationGauges } from '../observability/metrics/destination-meter.ts'
import { createMeters } from '../observability/metrics/meters.ts'
import { withoutSiblings } from '../observability/siblings.ts'
import { createOidcLogin } from '../oidc/oidc-login.ts'
import { createOutbound } from '../outbound/outbound.ts'
import { openSpool } from '../spool/spool.ts'
import type { AppOptions } from './app-options.ts'
import { createInterpreters } from './interpreters.ts'
import { createReplayServices } from './replay-services.ts'

export type Services = Awaited<ReturnType<typeof createServices>> & { ledger: Ledger }

/** Everything that outlives a request, except the ledger. */
export async function createServices(options: AppOptions) {
  const { config, channels, adapters, databaseUrl, prepare, logger: log } = options
  const { limits } = config
  const names = channels.map(({ name }) => name)
  const meters = createMeters(names)
  const database = connect(databaseUrl, log)
  const secretsKeys = options.secretsKeys ?? config.secrets.get(SECRETS_KEY.variable) ?? []
  const listening = { port: config.port }
  const dashboardUrl = () => config.dashboardUrl ?? localUrl(config.host, listening.port)

  // What a request passes before it is read.
  const onRefused = meters.refusedEarly
  const connections = createConnections({ limits, isTrustedProxy: trustedProxies(config.trustProxy), onRefused })
  const gate = createRequestGate({ limits: limits.http, connections, onRefused })
  const onShed = meters.turnedAway
  const loadShedding = createLoadShedding({ limits, channels, connections, log, onShed, onRefused })

  const signals = createSignals({ signal: (text) => notifier.signal(text) })
  const accounts = createAccountServices({
    ...{ config, channels, database, signals, secretsKeys, log, dashboardUrl },
    onReread: () => replaying.rereads.wake(),
    onForeign: meters.foreign
  })
  const wrongTokens = createWrongTokens({ limits: limits.auth, log })
  const tokenGate = createTokenGate({
    ...{ tokens: options.apiTokens, tokenFile: options.tokenFile, wrongTokens, accounts },
    onRefused: meters.tokenRefused
  })

  // What goes out.
  const broadcast = createBroadcast({ database, log, limits: limits.reads, onPublished: meters.published })
  const outbound = createOutbound({
    networks: config.destinationNetworks,
    proxy: config.destinationProxy,
    development: config.development,
    own: () => ({ host: config.host, port: listening.port }),
    limits: limits.outbound
  })
  const destinations = createDestinationServices({
    ...{ database, outbound, accounts, sealing: sealingKeys(secretsKeys), channels: names, log },
    ...{ readVariable: variableReader(options.environ ?? {}, channels), userAgent: `Bellhook/${version()}` },
    ...{ meter: meters.destinations, limits: limits.destinations }
  })
  registerDestinationGauges(meters.registry, destinations.owner.status)
  const consumers = createConsumerServices({ database, accounts, channels: names, signals, limits: limits.consumers })
  const oidc =
    config.oidc &&
    createOidcLogin({
      ...{ settings: config.oidc, sealing: accounts.management.sealing },
      ...{ database, outbound, accounts, dashboardUrl, limits, log }
    })

  const notifier = openNotifier(databaseUrl, log, onWakeUp, onConfig, signals.receive)

  // What reads bodies, now and again.
  const credentials = credentialStore(config)
  const ownSecrets = [SECRETS_KEY.variable, OIDC_CLIENT_SECRET.variable]
  const secrets = new Map([...config.secrets].filter(([name]) => !ownSecrets.includes(name)))
  const worker = adapters && createReadingWorker({ adapters, secrets, limits, log })
  const reader = createBodyReader({ credentials, limits: limits.reading, worker })
  const decoder = createDecoder(limits)
  const vendors = connectedVendors(channels, config)
  const notes = createTrafficNotes(new Set(vendors.map(({ source }) => source)))
  const interpreters = createInterpreters(vendors, { channels, reader, decoder, accounts: accounts.ingest, log })
  const replaying = createReplayServices({ interpreters, accounts, database, limits, onEvents, log })

  const retention = createRetention({
    ...{ database, days: config.retainDays, limits: limits.maintenance, log },
    attemptDays: limits.destinations.attemptDays
  })
  const siblings = options.worker?.siblings ?? withoutSiblings()
  const folder = options.worker?.spoolFolder ?? join(config.dataDir, 'spool')
  const spool = await openSpool({ folder, maxBytes: config.spoolMaxBytes / config.workers, log })
  const ledgerOptions: LedgerOptions = {
    ...{ database, spool, limits: limits.ledger, log, onEvents, watch: meters.ledger },
    interpret: interpreters.holding.interpret,
    prepare: prepare && (() => prepare().then(accounts.store.refresh))
  }
  await accounts.store.load()
  const feed = { broadcast, notifier, streams: new Set<StreamStatus>() }
  return {
    ...{ siblings, meters, connections, gate, loadShedding, tokenGate, database, feed, credentials, accounts },
    ...{ dashboardUrl, listening, signals, outbound, destinations, consumers, oidc, worker, reader, decoder },
    ...{ vendors, notes, hold: interpreters.hold, ...replaying, retention, ledgerOptions, secretsKeys }
  }

  /** This gateway, or another one, has written events. */
  function onWakeUp(): void {
    broadcast.wake()
    destinations.owner.onEvents()
    consumers.pull.wake()
  }

  /** This gateway has written events. */
  function onEvents(): void {
    onWakeUp()
    notifier.notify()
  }

  /** Accounts, keys, or destinations have changed. */
  function onConfig(): void {
    accounts.store.wake()
    destinations.owner.wake()
  }
}
