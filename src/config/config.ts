import { resolve } from 'node:path'
import { isLoopback, localUrl } from './address.ts'
import { splitList } from './comma-list.ts'
import { checkLists, checkRetention, type RetainDays } from './config-rules.ts'
import { checkDatabaseTls } from './database-tls.ts'
import { withDatabaseUrl, withExplicitSslMode } from './database-url.ts'
import type { Environ, Environment } from './environment.ts'
import { LIMITS, type Limits } from './limits.ts'
import { type OidcSettings, readOidc } from './oidc.ts'
import { readEnvironment } from './read-environment.ts'
import { missingSecrets, readSecrets, type SecretHolder } from './secret-settings.ts'
import { doubtfulSecrets, weakSecrets } from './weak-secrets.ts'
import { recommendedWorkers } from './workers.ts'

export interface Config {
  host: string
  port: number
  publicUrl: string
  /** False: there are no pages for people. */
  dashboard: boolean
  /** Origin of login and setup links. Undefined: the address that the gateway listens on. */
  dashboardUrl: string | undefined
  /** The provider that operators log in with. Undefined: only passwords. */
  oidc: OidcSettings | undefined
  databaseUrl: string | undefined
  dataDir: string
  /** Processes that share the port. */
  workers: number
  /** Bytes, of all workers together. */
  spoolMaxBytes: number
  /** Days after which deliveries, events, and entities are removed. Infinity: never. */
  retainDays: RetainDays
  logLevel: string
  /** True if the OTEL_ variables name a collector. */
  tracing: boolean
  trustProxy: readonly string[]
  /** Times of the work with APIs of vendors, in seconds. Undefined: as the vendor, or its traffic, says. */
  hydration: {
    waitSeconds: number
    reconcileSeconds: number
    lagSeconds: number | undefined
    probeSeconds: number | undefined
  }
  /** Ranges, addresses, host names, and `host:port` that outgoing requests may reach although they are not public. */
  destinationNetworks: readonly string[]
  destinationProxy: string | undefined
  /** Bound to loopback, and not production: a channel without a secret accepts requests, and marks their events. */
  development: boolean
  /** Bounds on what one request, reader, or delivery may use. */
  limits: Limits
  /** The active values of each secret, and the items of each list, by variable. */
  secrets: ReadonlyMap<string, readonly string[]>
  /** Channels that accept unverified requests if no secret is set. */
  unverified: ReadonlySet<string>
}

/** Settings are invalid. `problems` names each variable, and never contains a secret. */
export class ConfigError extends Error {
  override name = 'ConfigError'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(`the settings have ${problems.length === 1 ? 'a problem' : 'problems'}: ${problems.join('; ')}`)
    this.problems = problems
  }
}

/** Reads, checks, and freezes the settings. Throws ConfigError with all problems at once. */
export function loadConfig(environ: Environ, channels: readonly SecretHolder[]): Config {
  const { config, problems } = readConfig(environ, channels)
  if (problems.length > 0) throw new ConfigError(problems)
  return config
}

interface ReadConfig {
  /** Defaults stand in for invalid settings. */
  config: Config
  /** Problems that stop the start. */
  problems: readonly string[]
  /** Problems that do not stop the start. */
  warnings: readonly string[]
}

/** Reads the settings for a caller that continues with invalid ones. */
export function readConfig(environ: Environ, channels: readonly SecretHolder[]): ReadConfig {
  const database = withDatabaseUrl(environ)
  const { settings, problems } = readEnvironment(database.environ)
  const { secrets, found, problems: wrongSecrets } = readSecrets(environ, channels)
  const development = isLoopback(settings.HOST) && settings.NODE_ENV !== 'production'
  const allowed = splitList(settings.ALLOW_UNVERIFIED)
  const names = channels.map(({ name }) => name)
  const retainDays = {
    deliveries: days(settings.RETAIN_BODIES_DAYS),
    events: days(settings.RETAIN_EVENTS_DAYS),
    entities: days(settings.RETAIN_STATE_DAYS)
  }
  const login = readOidc(settings, secrets, development)
  problems.push(
    ...database.problems,
    ...wrongSecrets,
    ...checkLists(settings, names),
    ...checkRetention(retainDays),
    ...(development ? [] : missingSecrets(channels, secrets, allowed)),
    ...login.problems
  )

  const warnings = doubtfulSecrets(found)
  // Weak secrets are tolerated only where no other machine reaches the gateway.
  const weaknesses = development ? warnings : problems
  weaknesses.push(...weakSecrets(found))
  const tls = settings.DATABASE_URL === undefined ? undefined : checkDatabaseTls(settings.DATABASE_URL, environ)
  if (tls !== undefined) (tls.kind === 'trusted' ? warnings : weaknesses).push(tls.sentence)

  const config: Config = Object.freeze({
    host: settings.HOST,
    port: settings.PORT,
    publicUrl: (settings.PUBLIC_URL ?? localUrl(settings.HOST, settings.PORT)).replace(/\/+$/, ''),
    dashboard: settings.DASHBOARD === 'on',
    dashboardUrl: settings.DASHBOARD_URL && new URL(settings.DASHBOARD_URL).origin,
    oidc: login.oidc,
    databaseUrl: settings.DATABASE_URL === undefined ? undefined : withExplicitSslMode(settings.DATABASE_URL),
    dataDir: resolve(settings.DATA_DIR),
    workers: settings.WORKERS === 'auto' ? recommendedWorkers() : Number(settings.WORKERS),
    spoolMaxBytes: settings.SPOOL_MAX_BYTES,
    retainDays,
    logLevel: settings.LOG_LEVEL,
    tracing: isTraced(settings),
    trustProxy: splitList(settings.TRUST_PROXY),
    hydration: Object.freeze({
      waitSeconds: settings.HYDRATION_WAIT_SECONDS,
      reconcileSeconds: settings.RECONCILE_INTERVAL_SECONDS,
      lagSeconds: settings.WEBHOOK_LAG_SECONDS,
      probeSeconds: settings.SILENCE_PROBE_SECONDS
    }),
    destinationNetworks: splitList(settings.DESTINATION_NETWORKS),
    destinationProxy: settings.DESTINATION_PROXY,
    development,
    limits: LIMITS,
    secrets,
    unverified: new Set(development ? names : allowed)
  })
  return { config, problems, warnings }
}

function isTraced(settings: Environment): boolean {
  if (settings.OTEL_SDK_DISABLED?.toLowerCase() === 'true') return false
  return Boolean(settings.OTEL_EXPORTER_OTLP_ENDPOINT ?? settings.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT)
}

function days(text: string): number {
  return text === 'keep' ? Number.POSITIVE_INFINITY : Number(text)
}
