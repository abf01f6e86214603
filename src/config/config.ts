import { resolve } from 'node:path'
import type { Static } from '@sinclair/typebox'
import type { ListSetting, SecretSetting } from '../contract/channel.ts'
import type { SecretForm } from '../contract/secret-form.ts'
import { isAddressRange, isLoopback, localUrl } from './address.ts'
import { splitList } from './comma-list.ts'
import { checkDatabaseTls } from './database-tls.ts'
import { withDatabaseUrl, withExplicitSslMode } from './database-url.ts'
import { type Environ, type Environment, readSettings } from './environment.ts'
import { LIMITS, type Limits } from './limits.ts'
import { parseNetworkEntry } from './network-entry.ts'
import { OIDC_CLIENT_SECRET, type OidcSettings, readOidc } from './oidc.ts'
import { readSecret } from './secret.ts'
import { doubtfulSecrets, type FoundSecret, weakSecrets } from './weak-secrets.ts'
import { recommendedWorkers } from './workers.ts'

/** Providers repeat a webhook for up to seven days, and its events are needed to recognize the duplicate. */
const SHORTEST_MEMORY_DAYS = 30

/** The part of a channel that matters for the settings. */
export interface SecretHolder {
  name: string
  secrets: readonly SecretSetting[]
}

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
  retainDays: { deliveries: number; events: number; entities: number }
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
  /** URL of the proxy of outgoing requests. */
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

export const API_TOKEN: SecretSetting = {
  variable: 'API_TOKEN',
  authenticates: true,
  without: 'development mode generates a token, in DATA_DIR/api-token'
}

/** Seals secrets in the database. It is here, and not in src/accounts/, because a wrong one stops the start. */
export const SECRETS_KEY: SecretSetting = {
  variable: 'SECRETS_KEY',
  authenticates: false,
  form: {
    accepts: (value) => /^[A-Za-z0-9+/_-]{43}=?$/.test(value),
    expected: '32 bytes in base64, as from `openssl rand -base64 32`'
  },
  without: 'development mode generates a key, in DATA_DIR/secrets-key'
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

export interface ReadConfig {
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
  const { settings, problems } = readSettings(database.environ)
  problems.push(...database.problems)
  const secrets = new Map<string, readonly string[]>()
  const found: FoundSecret[] = []
  for (const setting of [
    API_TOKEN,
    SECRETS_KEY,
    OIDC_CLIENT_SECRET,
    ...channels.flatMap((channel) => channel.secrets)
  ]) {
    const { values, hasGap } = readSecret(environ, setting.variable, problems)
    secrets.set(setting.variable, values)
    if (setting.list === undefined) found.push({ setting, values, hasGap })
    else problems.push(...wrongItems(setting.variable, setting.list, values))
    if (setting.form !== undefined) problems.push(...wrongForm(setting.variable, setting.form, values))
  }

  const development = isLoopback(settings.HOST) && settings.NODE_ENV !== 'production'
  const allowed = splitList(settings.ALLOW_UNVERIFIED)
  const names = channels.map(({ name }) => name)
  for (const name of allowed.filter((name) => !names.includes(name))) {
    problems.push(`ALLOW_UNVERIFIED=${name} is not a channel: use ${names.join(', ')}`)
  }
  for (const entry of splitList(settings.TRUST_PROXY).filter((entry) => !isAddressRange(entry))) {
    problems.push(`TRUST_PROXY=${entry} is invalid: use an address, or a CIDR range like 10.0.0.0/8`)
  }
  for (const entry of splitList(settings.DESTINATION_NETWORKS).filter(
    (entry) => parseNetworkEntry(entry) === undefined
  )) {
    problems.push(
      `DESTINATION_NETWORKS=${entry} is invalid: use a range like 10.1.0.0/16, an address, a host name, or host:port`
    )
  }
  const retainDays = {
    deliveries: days(settings.RETAIN_BODIES_DAYS),
    events: days(settings.RETAIN_EVENTS_DAYS),
    entities: days(settings.RETAIN_STATE_DAYS)
  }
  if (retainDays.events < Math.max(SHORTEST_MEMORY_DAYS, retainDays.deliveries)) {
    problems.push(
      `RETAIN_EVENTS_DAYS=${settings.RETAIN_EVENTS_DAYS} is too short: use keep, or at least ${SHORTEST_MEMORY_DAYS} and ` +
        'not less than RETAIN_BODIES_DAYS, because a repeated delivery is recognized by its events'
    )
  }

  if (retainDays.entities < SHORTEST_MEMORY_DAYS) {
    problems.push(
      `RETAIN_STATE_DAYS=${retainDays.entities} is too short: use keep, or a number of days from ${SHORTEST_MEMORY_DAYS}, ` +
        'because a repeated webhook would create removed state again'
    )
  }

  if (!development) {
    // With SECRETS_KEY, accounts can bring the secrets of a channel. Until then it answers as to a wrong credential.
    const hasAccounts = (secrets.get(SECRETS_KEY.variable) ?? []).length > 0
    for (const channel of hasAccounts ? [] : channels) {
      if (!hasSecret(channel, secrets) && !allowed.includes(channel.name)) problems.push(missingSecret(channel))
    }
    if (secrets.get('API_TOKEN')?.length === 0) {
      problems.push(
        'API_TOKEN is not set: outside development mode, /api needs a token. Generate one: openssl rand -hex 32'
      )
    }
  }

  const login = readOidc(settings, secrets, development)
  problems.push(...login.problems)

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

/** Such a value would refuse every request. One sentence for each, without the value. */
function wrongForm(variable: string, { accepts, expected }: SecretForm, values: readonly string[]): string[] {
  return values.flatMap((value, at) => {
    if (accepts(value)) return []
    const which = values.length > 1 ? ` (value ${at + 1} of ${values.length})` : ''
    return [`${variable}${which} ${WRONG_FORM[variable] ?? 'has a form that no request can match'}: use ${expected}`]
  })
}

const WRONG_FORM: Readonly<Record<string, string>> = { [SECRETS_KEY.variable]: 'is no key' }

function wrongItems(variable: string, { accepts, expected }: ListSetting, items: readonly string[]): string[] {
  return items.filter((item) => !accepts(item)).map((item) => `${variable}=${item} is invalid: use ${expected}`)
}

function isTraced(settings: Static<typeof Environment>): boolean {
  if (settings.OTEL_SDK_DISABLED?.toLowerCase() === 'true') return false
  return Boolean(settings.OTEL_EXPORTER_OTLP_ENDPOINT ?? settings.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT)
}

function days(text: string): number {
  return text === 'keep' ? Number.POSITIVE_INFINITY : Number(text)
}

/** True if a secret is set that authenticates senders of the channel. */
export function hasSecret(channel: SecretHolder, secrets: Config['secrets']): boolean {
  return channel.secrets.some(({ variable, authenticates }) => authenticates && secrets.get(variable)?.length)
}

function missingSecret({ name, secrets }: SecretHolder): string {
  const [first, ...others] = secrets.filter(({ authenticates }) => authenticates).map(({ variable }) => variable)
  const choice = others.length > 0 ? `Set it (or ${others.join(', ')})` : 'Set it'
  return (
    `${first} is not set, so requests to /webhooks/${name} could not be verified. ` +
    `${choice}, or set ALLOW_UNVERIFIED=${name}`
  )
}
