import { resolve } from 'node:path'
import type { Static } from '@sinclair/typebox'
import type { ListSetting, SecretSetting } from '../contract/channel.ts'
import { isAddressRange, isLoopback, localUrl } from './address.ts'
import { list } from './comma-list.ts'
import { checkDatabaseTls } from './database-tls.ts'
import { withDatabaseUrl } from './database-url.ts'
import { type Environ, type Environment, readSettings } from './environment.ts'
import { LIMITS, type Limits } from './limits.ts'
import { readSecret } from './secret.ts'
import { doubtfulSecrets, type FoundSecret, weakSecrets } from './weak-secrets.ts'

/** Providers repeat a webhook for up to seven days, and only its event tells that it is known. */
const SHORTEST_MEMORY_DAYS = 30

/** The part of a channel that the settings depend on. */
export interface SecretHolder {
  name: string
  secrets: readonly SecretSetting[]
}

export interface Config {
  host: string
  port: number
  publicUrl: string
  databaseUrl: string | undefined
  dataDir: string
  /** Bytes. */
  spoolMaxBytes: number
  /** Days after which deliveries, events, and entities are removed. Infinity: never. */
  retainDays: { deliveries: number; events: number; entities: number }
  logLevel: string
  /** Spans are made, and exported as the OTEL_ variables say. */
  tracing: boolean
  trustProxy: readonly string[]
  /** Bound to loopback, and not production: a channel without a secret accepts, and marks what it keeps. */
  development: boolean
  /** Bounds on what one request, reader, or delivery may use. */
  limits: Limits
  /** The active values of a secret, or the items of a channel's list, by its variable's name. */
  secrets: ReadonlyMap<string, readonly string[]>
  /** Channels that accept a request where no secret is set to prove it by. */
  unverified: ReadonlySet<string>
}

export const API_TOKEN: SecretSetting = {
  variable: 'API_TOKEN',
  authenticates: true,
  without: 'a new random token is made at every start'
}

/** The settings are wrong; `problems` says everything that is, each with the variable's name and never with a secret. */
export class ConfigError extends Error {
  override name = 'ConfigError'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(`the settings have ${problems.length === 1 ? 'a problem' : 'problems'}: ${problems.join('; ')}`)
    this.problems = problems
  }
}

/** Reads, checks and freezes the settings. Throws `ConfigError` with every problem at once. */
export function loadConfig(environ: Environ, channels: readonly SecretHolder[]): Config {
  const { config, problems } = readConfig(environ, channels)
  if (problems.length > 0) throw new ConfigError(problems)
  return config
}

export interface ReadConfig {
  /** Defaults stand in for what is wrong. */
  config: Config
  /** What keeps the gateway from starting. */
  problems: readonly string[]
  /** What it starts with all the same. */
  warnings: readonly string[]
}

/** Reads the settings for a caller that goes on although some are wrong. */
export function readConfig(environ: Environ, channels: readonly SecretHolder[]): ReadConfig {
  const database = withDatabaseUrl(environ)
  const { settings, problems } = readSettings(database.environ)
  problems.push(...database.problems)
  const secrets = new Map<string, readonly string[]>()
  const found: FoundSecret[] = []
  for (const setting of [API_TOKEN, ...channels.flatMap((channel) => channel.secrets)]) {
    const { values, hasGap } = readSecret(environ, setting.variable, problems)
    secrets.set(setting.variable, values)
    if (setting.list === undefined) found.push({ setting, values, hasGap })
    else problems.push(...wrongItems(setting.variable, setting.list, values))
  }

  const development = isLoopback(settings.HOST) && settings.NODE_ENV !== 'production'
  const allowed = list(settings.ALLOW_UNVERIFIED)
  const names = channels.map(({ name }) => name)
  for (const name of allowed.filter((name) => !names.includes(name))) {
    problems.push(`ALLOW_UNVERIFIED names "${name}", which is not a channel (channels: ${names.join(', ')})`)
  }
  for (const entry of list(settings.TRUST_PROXY).filter((entry) => !isAddressRange(entry))) {
    problems.push(`TRUST_PROXY has "${entry}", which is neither an address nor a CIDR range (from /1 on)`)
  }
  const retainDays = {
    deliveries: days(settings.RETAIN_BODIES_DAYS),
    events: days(settings.RETAIN_EVENTS_DAYS),
    entities: days(settings.RETAIN_STATE_DAYS)
  }
  if (retainDays.events < Math.max(SHORTEST_MEMORY_DAYS, retainDays.deliveries)) {
    problems.push(
      `RETAIN_EVENTS_DAYS is too short: it has to be keep, or at least ${SHORTEST_MEMORY_DAYS} and not less than ` +
        'RETAIN_BODIES_DAYS, because only an event tells that a delivery which comes again is known'
    )
  }

  if (retainDays.entities < SHORTEST_MEMORY_DAYS) {
    problems.push(
      `RETAIN_STATE_DAYS=${retainDays.entities} is too short: use keep, or a number of days from ${SHORTEST_MEMORY_DAYS}, ` +
        'because a webhook that is sent again would create what was just removed'
    )
  }

  if (!development) {
    for (const channel of channels) {
      if (!hasSecret(channel, secrets) && !allowed.includes(channel.name)) problems.push(unguarded(channel))
    }
    if (secrets.get('API_TOKEN')?.length === 0) {
      problems.push('API_TOKEN is not set: outside development mode /api needs one, e.g. from `openssl rand -hex 32`')
    }
  }

  const warnings = doubtfulSecrets(found)
  // A laptop may have weak secrets. A gateway that other machines reach may not.
  const weaknesses = development ? warnings : problems
  weaknesses.push(...weakSecrets(found))
  const tls = settings.DATABASE_URL === undefined ? undefined : checkDatabaseTls(settings.DATABASE_URL, environ)
  if (tls !== undefined) (tls.kind === 'trusted' ? warnings : weaknesses).push(tls.sentence)

  const config: Config = Object.freeze({
    host: settings.HOST,
    port: settings.PORT,
    publicUrl: (settings.PUBLIC_URL ?? localUrl(settings.HOST, settings.PORT)).replace(/\/+$/, ''),
    databaseUrl: settings.DATABASE_URL,
    dataDir: resolve(settings.DATA_DIR),
    spoolMaxBytes: settings.SPOOL_MAX_BYTES,
    retainDays,
    logLevel: settings.LOG_LEVEL,
    tracing: isTraced(settings),
    trustProxy: list(settings.TRUST_PROXY),
    development,
    limits: LIMITS,
    secrets,
    unverified: new Set(development ? names : allowed)
  })
  return { config, problems, warnings }
}

function wrongItems(variable: string, { pattern, expected }: ListSetting, items: readonly string[]): string[] {
  return items
    .filter((item) => !pattern.test(item))
    .map((item) => `${variable} has "${item}", which is not ${expected}`)
}

function isTraced(settings: Static<typeof Environment>): boolean {
  if (settings.OTEL_SDK_DISABLED?.toLowerCase() === 'true') return false
  return Boolean(settings.OTEL_EXPORTER_OTLP_ENDPOINT ?? settings.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT)
}

function days(text: string): number {
  return text === 'keep' ? Number.POSITIVE_INFINITY : Number(text)
}

/** True when the channel has a credential to check a sender by. */
export function hasSecret(channel: SecretHolder, secrets: Config['secrets']): boolean {
  return channel.secrets.some(({ variable, authenticates }) => authenticates && secrets.get(variable)?.length)
}

function unguarded({ name, secrets }: SecretHolder): string {
  const [first, ...others] = secrets.filter(({ authenticates }) => authenticates).map(({ variable }) => variable)
  const choice = others.length > 0 ? `Set it (or ${others.join(', ')})` : 'Set it'
  return (
    `${first} is not set, so nobody could tell who posts to /webhooks/${name}. ` +
    `${choice}, or name the channel in ALLOW_UNVERIFIED=${name}`
  )
}
