import { isIP } from 'node:net'
import { type Static, Type } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'

export type Environ = Readonly<Record<string, string | undefined>>

/** `keep`, or a number of days. */
const DAYS = '^(keep|[1-9]\\d{0,4})$'

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
  RETAIN_STATE_DAYS: Type.String({
    pattern: DAYS,
    default: '400',
    description:
      'days after departure, cancellation, or the last update after which a reservation, guest, room, or message status is removed, at least 30; `keep`: never'
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

/** What is wrong with a setting that does not fit. */
const HINTS: Readonly<Record<string, string>> = {
  HOST: 'it has to be an address or a name of this machine, like 127.0.0.1 or 0.0.0.0, without http:// and port',
  PORT: 'it has to be a whole number from 0 to 65535',
  SPOOL_MAX_BYTES: 'it has to be a whole number of bytes without a unit, at least 1048576 (1 MiB)',
  RETAIN_BODIES_DAYS: 'it has to be keep, or a whole number of days from 1',
  RETAIN_EVENTS_DAYS: 'it has to be keep, or a whole number of days from 30',
  RETAIN_STATE_DAYS: 'it has to be keep, or a whole number of days from 30',
  PUBLIC_URL: 'it has to look like https://hooks.example.com or https://example.com/prefix',
  DATABASE_URL:
    'it has to look like postgres://user:password@host:5432/database, with @ : / # ? % in the password as %40 %3A %2F %23 %3F %25',
  LOG_LEVEL: 'it has to be fatal, error, warn, info, debug, trace or silent',
  OTEL_EXPORTER_OTLP_ENDPOINT: 'it has to look like http://collector:4318',
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'it has to look like http://collector:4318/v1/traces'
}

/** The settings, and a sentence for each that is not usable. */
export function readSettings(environ: Environ): { settings: Static<typeof Environment>; problems: string[] } {
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

  const problems = [...wrong].map((name) => `${name} is not usable: ${HINTS[name] ?? 'see docs/settings.md'}`)
  // The defaults stand in for what was wrong, so that the other settings can be checked in the same go.
  const rest = Object.fromEntries(Object.entries(given).filter(([name]) => !wrong.has(name)))
  return { settings: Value.Decode(Environment, Value.Convert(Environment, Value.Default(Environment, rest))), problems }
}

function isHost(host: string): boolean {
  return isIP(host) !== 0 || /^[\w.-]+$/.test(host)
}

/** One that the driver, too, can take apart. */
function isUrl(text: string): boolean {
  try {
    const { username, password, hostname, pathname } = new URL(text)
    for (const part of [username, password, hostname, pathname]) decodeURIComponent(part)
    return true
  } catch {
    return false
  }
}
