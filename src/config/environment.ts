import { isIP } from 'node:net'
import { type Static, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'

export type Environ = Readonly<Record<string, string | undefined>>

/** `keep`, or a number of days. */
const DAYS = '^(keep|[1-9]\\d{0,4})$'

/** The variables of the environment. Channels declare their own secrets. */
export const Environment = Type.Object({
  NODE_ENV: Type.Optional(Type.String({ description: '`production` turns development mode off' })),
  HOST: Type.String({ default: '127.0.0.1', description: 'address to listen on' }),
  PORT: Type.Number({ multipleOf: 1, default: 3000, minimum: 0, maximum: 65535, description: 'port to listen on' }),
  PUBLIC_URL: Type.Optional(
    Type.String({
      pattern: '^https?://[^\\s/?#]+[^\\s?#]*$',
      description: "URL that providers call; Twilio's signature is checked against it. Default: `http://HOST:PORT`"
    })
  ),
  DASHBOARD_URL: Type.Optional(
    Type.String({
      pattern: '^https?://[^\\s/?#@]+/?$',
      description: 'origin of login and setup links; `https` makes cookies secure. Default: `http://HOST:PORT`'
    })
  ),
  DASHBOARD: Type.Union([Type.Literal('on'), Type.Literal('off')], {
    default: 'on',
    description: '`off`: no pages for people at `/app`, and no login'
  }),
  OIDC_ISSUER: Type.Optional(
    Type.String({
      pattern: '^https?://[^\\s?#@]+$',
      description: 'issuer of the OpenID Connect provider that operators log in with. Default: none'
    })
  ),
  OIDC_CLIENT_ID: Type.Optional(
    Type.String({ pattern: '^[\\x21-\\x7e]{1,255}$', description: 'id of Bellhook at that provider' })
  ),
  DATABASE_URL: Type.Optional(
    Type.String({
      pattern: '^postgres(ql)?://',
      description: 'PostgreSQL 15 or newer. Unset: the embedded PostgreSQL'
    })
  ),
  DATA_DIR: Type.String({
    default: './data',
    description: 'folder of the spool, the embedded PostgreSQL, and the API token of development mode'
  }),
  WORKERS: Type.String({
    pattern: '^(auto|[1-9]|[1-5]\\d|6[0-4])$',
    default: '1',
    description: 'processes that share the port, from 1 to 64; `auto`: as many as the processors are worth'
  }),
  SPOOL_MAX_BYTES: Type.Number({
    multipleOf: 1,
    default: 1_073_741_824,
    minimum: 1_048_576,
    description: 'largest size of the spool in bytes; a delivery that does not fit gets a 503'
  }),
  RETAIN_BODIES_DAYS: Type.String({
    pattern: DAYS,
    default: '30',
    description: 'days after which a delivery is removed, with its bytes and outcome; `keep`: never'
  }),
  RETAIN_EVENTS_DAYS: Type.String({
    pattern: DAYS,
    default: 'keep',
    description: 'days after which an event is removed, at least 30; `keep`: never'
  }),
  RETAIN_STATE_DAYS: Type.String({
    pattern: DAYS,
    default: '400',
    description:
      'days after departure, cancellation, or the last update after which a reservation, guest, room, or message status is removed, at least 30; `keep`: never'
  }),
  BELLHOOK_ADAPTERS: Type.Optional(
    Type.String({ description: 'comma list of npm packages whose default export is a PMS adapter' })
  ),
  ALLOW_UNVERIFIED: Type.Optional(
    Type.String({ description: 'comma list of channels that may run without a secret outside development mode' })
  ),
  LOG_LEVEL: Type.Union(
    ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'].map((level) => Type.Literal(level)),
    { default: 'info', description: '`fatal`, `error`, `warn`, `info`, `debug`, `trace` or `silent`' }
  ),
  TRUST_PROXY: Type.Optional(
    Type.String({ description: 'comma list of addresses or CIDR ranges of trusted reverse proxies. Default: none' })
  ),
  HYDRATION_WAIT_SECONDS: Type.Number({
    multipleOf: 1,
    default: 60,
    minimum: 1,
    maximum: 3_600,
    description: 'seconds for which an event that carries only an id waits for its record'
  }),
  RECONCILE_INTERVAL_SECONDS: Type.Number({
    multipleOf: 1,
    default: 900,
    minimum: 1,
    maximum: 86_400,
    description: 'seconds between two passes over the changes at a connected vendor'
  }),
  WEBHOOK_LAG_SECONDS: Type.Optional(
    Type.Number({
      multipleOf: 1,
      minimum: 1,
      maximum: 86_400,
      description: "seconds after a change until its webhook must have come. Default: the vendor's, 2 to 10 minutes"
    })
  ),
  SILENCE_PROBE_SECONDS: Type.Optional(
    Type.Number({
      multipleOf: 1,
      minimum: 1,
      maximum: 604_800,
      description:
        'seconds without a webhook of a connected vendor after which it is probed. Unset: learned from its traffic'
    })
  ),
  DESTINATION_NETWORKS: Type.Optional(
    Type.String({
      description:
        'comma list of ranges, addresses, and host names that Bellhook may call although they are not public. Default: none'
    })
  ),
  DESTINATION_PROXY: Type.Optional(
    Type.String({
      pattern: '^http://[^\\s/?#@]+/?$',
      description: 'proxy for all requests that Bellhook sends. Default: none'
    })
  ),
  OTEL_EXPORTER_OTLP_ENDPOINT: Type.Optional(
    Type.String({
      pattern: '^https?://',
      description: 'OTLP/HTTP collector that receives traces. Unset: no tracing'
    })
  ),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: Type.Optional(
    Type.String({ pattern: '^https?://', description: 'the same, as a complete URL with its path' })
  ),
  OTEL_SDK_DISABLED: Type.Optional(Type.String({ description: '`true`: no tracing' }))
})

/** What to use instead of an invalid value. */
const USE: Readonly<Record<string, string>> = {
  HOST: 'use an address or a host name of this machine, like 127.0.0.1 or 0.0.0.0, without http:// and without a port',
  PORT: 'use a number from 0 to 65535',
  WORKERS: 'use auto, or a number from 1 to 64',
  HYDRATION_WAIT_SECONDS: 'use a number of seconds from 1 to 3600',
  RECONCILE_INTERVAL_SECONDS: 'use a number of seconds from 1 to 86400',
  WEBHOOK_LAG_SECONDS: 'use a number of seconds from 1 to 86400',
  SILENCE_PROBE_SECONDS: 'use a number of seconds from 1 to 604800',
  SPOOL_MAX_BYTES: 'use a number of bytes without a unit, at least 1048576 (1 MiB)',
  RETAIN_BODIES_DAYS: 'use keep, or a number of days from 1',
  RETAIN_EVENTS_DAYS: 'use keep, or a number of days from 30',
  RETAIN_STATE_DAYS: 'use keep, or a number of days from 30',
  PUBLIC_URL: 'use a URL like https://hooks.example.com or https://example.com/prefix',
  DASHBOARD: 'use on or off',
  DASHBOARD_URL: 'use an origin like https://bellhook.example.com, without a path',
  OIDC_ISSUER: 'use the issuer of the provider, like https://login.example.com/realms/hotel, without a query',
  OIDC_CLIENT_ID: 'use the client id that the provider shows, without white space',
  DATABASE_URL:
    'use postgres://user:password@host:5432/database, and write @ : / # ? % in the password as %40 %3A %2F %23 %3F %25',
  LOG_LEVEL: 'use fatal, error, warn, info, debug, trace, or silent',
  DESTINATION_PROXY: 'use a URL like http://proxy.internal:3128, without user-info',
  OTEL_EXPORTER_OTLP_ENDPOINT: 'use a URL like http://collector:4318',
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'use a URL like http://collector:4318/v1/traces'
}

const WHOLE_NUMBERS = [
  'PORT',
  'SPOOL_MAX_BYTES',
  'HYDRATION_WAIT_SECONDS',
  'RECONCILE_INTERVAL_SECONDS',
  'WEBHOOK_LAG_SECONDS',
  'SILENCE_PROBE_SECONDS'
]

/** These values may hold a password, and are never printed. */
const UNPRINTED = [
  'PUBLIC_URL',
  'DATABASE_URL',
  'DESTINATION_PROXY',
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'
]

/** Reads the settings. Returns a sentence for each invalid one. */
export function readSettings(environ: Environ): { settings: Static<typeof Environment>; problems: string[] } {
  const given = Object.fromEntries(
    Object.keys(Environment.properties)
      .map((name) => [name, environ[name]?.trim()] as const)
      .filter(([, value]) => value !== undefined && value !== '')
  )
  // Default and Convert change their argument.
  const settings = Value.Convert(Environment, Value.Default(Environment, { ...given }))
  const wrong = new Set([...Value.Errors(Environment, settings)].map(({ path }) => path.slice(1)))
  // TypeBox reads "false" as 0, and accepts "0x1F".
  for (const name of WHOLE_NUMBERS) if (!/^\d*$/.test(given[name] ?? '')) wrong.add(name)
  if (!isHost(given['HOST'] ?? '127.0.0.1')) wrong.add('HOST')
  for (const name of ['PUBLIC_URL', 'DASHBOARD_URL', 'OIDC_ISSUER', 'DATABASE_URL', 'DESTINATION_PROXY'])
    if (!isUrl(given[name] ?? 'http://none')) wrong.add(name)
  if (wrong.size === 0) return { settings: Value.Decode(Environment, settings), problems: [] }

  const problems = [...wrong].map((name) => {
    const shown = UNPRINTED.includes(name) ? name : `${name}=${given[name]}`
    return `${shown} is invalid: ${USE[name] ?? 'see docs/settings.md'}.`
  })
  // Defaults stand in for invalid settings, so that the other settings can be checked at the same time.
  const rest = Object.fromEntries(Object.entries(given).filter(([name]) => !wrong.has(name)))
  return { settings: Value.Decode(Environment, Value.Convert(Environment, Value.Default(Environment, rest))), problems }
}

function isHost(host: string): boolean {
  return isIP(host) !== 0 || /^[\w.-]+$/.test(host)
}

/** True for a URL that the database driver can parse as well. */
function isUrl(text: string): boolean {
  try {
    const { username, password, hostname, pathname } = new URL(text)
    for (const part of [username, password, hostname, pathname]) decodeURIComponent(part)
    return true
  } catch {
    return false
  }
}
