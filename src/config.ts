import { readFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { resolve } from 'node:path'
import { type Static, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import type { SecretSetting } from './channel.ts'

/** `keep`, or a number of days. */
const DAYS = '^(keep|[1-9]\\d{0,4})$'
/** Providers repeat a webhook for up to seven days, and only its event tells that it is known. */
const SHORTEST_MEMORY_DAYS = 30

/** The environment, but for the channels' secrets, which the channels declare themselves. */
export const Environment = Type.Object({
  NODE_ENV: Type.Optional(Type.String({ description: '`production` switches development mode off' })),
  HOST: Type.String({ default: '127.0.0.1', description: 'address it listens on' }),
  PORT: Type.Number({ multipleOf: 1, default: 3000, minimum: 0, maximum: 65535, description: 'port it listens on' }),
  PUBLIC_URL: Type.Optional(
    Type.String({
      pattern: '^https?://[^\\s/?#]+[^\\s?#]*$',
      description: "the URL providers call; Twilio's signature is checked against it. Default: `http://HOST:PORT`"
    })
  ),
  DATABASE_URL: Type.Optional(
    Type.String({
      pattern: '^postgres(ql)?://',
      description: 'PostgreSQL 15 or newer. Unset: a real PostgreSQL server that the gateway starts for itself'
    })
  ),
  DATA_DIR: Type.String({ default: './data', description: "the spool, and the embedded database's files" }),
  SPOOL_MAX_BYTES: Type.Number({
    multipleOf: 1,
    default: 1_073_741_824,
    minimum: 1_048_576,
    description: 'size the spool may reach while the database is away, in bytes; beyond it deliveries get a 503'
  }),
  RETAIN_BODIES_DAYS: Type.String({
    pattern: DAYS,
    default: '30',
    description: 'days after which a delivery is removed, its bytes and what became of it; `keep`: never'
  }),
  RETAIN_EVENTS_DAYS: Type.String({
    pattern: DAYS,
    default: 'keep',
    description: 'days after which an event is removed, at least 30; `keep`: never'
  }),
  BELLHOOK_ADAPTERS: Type.Optional(
    Type.String({ description: 'comma list of npm packages, each with a PMS adapter as its default export' })
  ),
  ALLOW_UNVERIFIED: Type.Optional(
    Type.String({ description: 'comma list of channels that may run without a secret outside development mode' })
  ),
  LOG_LEVEL: Type.Union(
    ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'].map((level) => Type.Literal(level)),
    { default: 'info', description: '`fatal`, `error`, `warn`, `info`, `debug`, `trace` or `silent`' }
  ),
  TRUST_PROXY: Type.Optional(
    Type.String({ description: 'comma list of addresses or CIDR ranges of reverse proxies to believe. Default: none' })
  ),
  OTEL_EXPORTER_OTLP_ENDPOINT: Type.Optional(
    Type.String({
      pattern: '^https?://',
      description: 'OTLP/HTTP collector that traces are sent to. Unset: nothing is traced'
    })
  ),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: Type.Optional(
    Type.String({ pattern: '^https?://', description: 'the same, with the whole path' })
  ),
  OTEL_SDK_DISABLED: Type.Optional(Type.String({ description: '`true`: nothing is traced' }))
})

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
  /** How long deliveries and events stay; Infinity: for ever. */
  retainDays: { deliveries: number; events: number }
  logLevel: string
  /** Spans are made, and exported as the OTEL_ variables say. */
  tracing: boolean
  trustProxy: readonly string[]
  /** Bound to loopback, and not production: a channel without a secret accepts, and marks what it keeps. */
  development: boolean
  /** The active values of a secret by its variable's name. */
  secrets: ReadonlyMap<string, readonly string[]>
  /** Channels that accept a request where no secret is set to prove it by. */
  unverified: ReadonlySet<string>
}

export const API_TOKEN: SecretSetting = {
  variable: 'API_TOKEN',
  authenticates: true,
  without: 'a new random token is made at every start'
}

export type Environ = Readonly<Record<string, string | undefined>>

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

/** The same with everything that is wrong beside it; there the defaults stand in. */
export function readConfig(
  environ: Environ,
  channels: readonly SecretHolder[]
): { config: Config; problems: readonly string[] } {
  const { settings, problems } = readSettings(environ)
  const secrets = new Map<string, readonly string[]>()
  for (const { variable } of [API_TOKEN, ...channels.flatMap((channel) => channel.secrets)]) {
    secrets.set(variable, readSecret(environ, variable, problems))
  }

  const development = isLoopback(settings.HOST) && settings.NODE_ENV !== 'production'
  const allowed = list(settings.ALLOW_UNVERIFIED)
  const names = channels.map(({ name }) => name)
  for (const name of allowed.filter((name) => !names.includes(name))) {
    problems.push(`ALLOW_UNVERIFIED names "${name}", which is not a channel (channels: ${names.join(', ')})`)
  }
  for (const entry of list(settings.TRUST_PROXY).filter((entry) => !isAddressRange(entry))) {
    problems.push(`TRUST_PROXY has "${entry}", which is neither an address nor a CIDR range`)
  }
  const retainDays = { deliveries: days(settings.RETAIN_BODIES_DAYS), events: days(settings.RETAIN_EVENTS_DAYS) }
  if (retainDays.events < Math.max(SHORTEST_MEMORY_DAYS, retainDays.deliveries)) {
    problems.push(
      `RETAIN_EVENTS_DAYS is too short: it has to be keep, or at least ${SHORTEST_MEMORY_DAYS} and not less than ` +
        'RETAIN_BODIES_DAYS, because only an event tells that a delivery which comes again is known'
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
    secrets,
    unverified: new Set(development ? names : allowed)
  })
  return { config, problems }
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

function readSettings(environ: Environ): { settings: Static<typeof Environment>; problems: string[] } {
  const given = Object.fromEntries(
    Object.keys(Environment.properties)
      .map((name) => [name, environ[name]?.trim()] as const)
      .filter(([, value]) => value !== undefined && value !== '')
  )
  // Both write into what they get.
  const settings = Value.Convert(Environment, Value.Default(Environment, { ...given }))
  const wrong = new Set([...Value.Errors(Environment, settings)].map(({ path }) => path.slice(1)))
  // TypeBox would read "false" as 0 and "0x1F" as well.
  for (const name of ['PORT', 'SPOOL_MAX_BYTES']) if (!/^\d*$/.test(given[name] ?? '')) wrong.add(name)
  if (!isHost(given['HOST'] ?? '127.0.0.1')) wrong.add('HOST')
  for (const name of ['PUBLIC_URL', 'DATABASE_URL']) if (!isUrl(given[name] ?? 'http://none')) wrong.add(name)
  if (wrong.size === 0) return { settings: Value.Decode(Environment, settings), problems: [] }

  const problems = [...wrong].map((name) => `${name} is not usable: ${describe(name)}`)
  // The defaults stand in for what was wrong, so that the other settings can be checked in the same go.
  const rest = Object.fromEntries(Object.entries(given).filter(([name]) => !wrong.has(name)))
  return { settings: Value.Decode(Environment, Value.Convert(Environment, Value.Default(Environment, rest))), problems }
}

function describe(name: string): string {
  const hints: Record<string, string> = {
    HOST: 'it has to be an address or a name of this machine, like 127.0.0.1 or 0.0.0.0, without http:// and port',
    PORT: 'it has to be a whole number from 0 to 65535',
    SPOOL_MAX_BYTES: 'it has to be a whole number of bytes without a unit, at least 1048576 (1 MiB)',
    RETAIN_BODIES_DAYS: 'it has to be keep, or a whole number of days from 1',
    RETAIN_EVENTS_DAYS: 'it has to be keep, or a whole number of days from 30',
    PUBLIC_URL: 'it has to look like https://hooks.example.com or https://example.com/prefix',
    DATABASE_URL:
      'it has to look like postgres://user:password@host:5432/database, with @ : / # ? % in the password as %40 %3A %2F %23 %3F %25',
    LOG_LEVEL: 'it has to be fatal, error, warn, info, debug, trace or silent',
    OTEL_EXPORTER_OTLP_ENDPOINT: 'it has to look like http://collector:4318',
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'it has to look like http://collector:4318/v1/traces'
  }
  return hints[name] ?? 'see docs/settings.md'
}

/**
 * A secret from `NAME` or the file named by `NAME_FILE`, as a list of active values. Blank counts as unset, and so do
 * the words that a script leaves behind when its own variable was empty.
 */
function readSecret(environ: Environ, variable: string, problems: string[]): readonly string[] {
  const file = environ[`${variable}_FILE`]?.trim()
  if (!file) return active(environ[variable])
  if (active(environ[variable]).length > 0) {
    problems.push(`${variable} and ${variable}_FILE are both set: keep one of them`)
    return []
  }
  try {
    const values = active(readFileSync(file, 'utf8'))
    if (values.length === 0) problems.push(`${variable}_FILE names a file that holds no secret`)
    return values
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
    problems.push(`${variable}_FILE names ${UNREADABLE[code] ?? 'a file that cannot be read'} (${code})`)
    return []
  }
}

const UNREADABLE: Readonly<Record<string, string>> = {
  ENOENT: 'a file that does not exist',
  EACCES: 'a file that this user may not read',
  EISDIR: 'a folder; it has to be a file'
}

function active(text: string | undefined): readonly string[] {
  return list(text).filter((value) => value !== 'undefined' && value !== 'null')
}

/** The items of a comma list. */
export function list(text: string | undefined): readonly string[] {
  return (text ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')
}

function isHost(host: string): boolean {
  return isIP(host) !== 0 || /^[\w.-]+$/.test(host)
}

/** One that the driver, too, can take apart. */
function isUrl(text: string): boolean {
  try {
    const { username, password, pathname } = new URL(text)
    for (const part of [username, password, pathname]) decodeURIComponent(part)
    return true
  } catch {
    return false
  }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
}

function isAddressRange(entry: string): boolean {
  const [address = '', bits, ...rest] = entry.split('/')
  const family = isIP(address)
  if (family === 0 || rest.length > 0) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128))
}

/** Where a program on this machine reaches it. */
export function localUrl(host: string, port: number): string {
  const anywhere = host === '0.0.0.0' || host === '::'
  return `http://${anywhere ? '127.0.0.1' : bracketed(host)}:${port}`
}

function bracketed(host: string): string {
  return isIP(host) === 6 ? `[${host}]` : host
}
