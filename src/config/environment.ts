import { type NumberOptions, type Static, type StringOptions, Type } from '@sinclair/typebox'

export type Environ = Readonly<Record<string, string | undefined>>

const HTTP_URL = '^https?://'

/** The variables of the environment. Channels declare their own secrets. */
export const Environment = Type.Object({
  NODE_ENV: optional('`production` turns development mode off'),
  HOST: Type.String({ default: '127.0.0.1', description: 'address to listen on' }),
  PORT: whole('port to listen on', { default: 3000, minimum: 0, maximum: 65535 }),
  PUBLIC_URL: optional(
    "URL that providers call; Twilio's signature is checked against it. Default: `http://HOST:PORT`",
    { pattern: '^https?://[^\\s/?#]+[^\\s?#]*$' }
  ),
  DASHBOARD_URL: optional(
    'origin of login and setup links; `https` makes cookies secure. Default: `http://HOST:PORT`',
    { pattern: '^https?://[^\\s/?#@]+/?$' }
  ),
  DASHBOARD: Type.Union([Type.Literal('on'), Type.Literal('off')], {
    default: 'on',
    description: '`off`: no pages for people at `/app`, and no login'
  }),
  OIDC_ISSUER: optional('issuer of the OpenID Connect provider that operators log in with. Default: none', {
    pattern: '^https?://[^\\s?#@]+$'
  }),
  OIDC_CLIENT_ID: optional('id of Bellhook at that provider', { pattern: '^[\\x21-\\x7e]{1,255}$' }),
  DATABASE_URL: optional('PostgreSQL 15 or newer. Unset: the embedded PostgreSQL', { pattern: '^postgres(ql)?://' }),
  DATA_DIR: Type.String({
    default: './data',
    description: 'folder of the spool, the embedded PostgreSQL, and the API token of development mode'
  }),
  WORKERS: Type.String({
    pattern: '^(auto|[1-9]|[1-5]\\d|6[0-4])$',
    default: '1',
    description: 'processes that share the port, from 1 to 64; `auto`: as many as the processors are worth'
  }),
  SPOOL_MAX_BYTES: whole('largest size of the spool in bytes; a delivery that does not fit gets a 503', {
    default: 1_073_741_824,
    minimum: 1_048_576
  }),
  RETAIN_BODIES_DAYS: days('30', 'days after which a delivery is removed, with its bytes and outcome; `keep`: never'),
  RETAIN_EVENTS_DAYS: days('keep', 'days after which an event is removed, at least 30; `keep`: never'),
  RETAIN_STATE_DAYS: days(
    '400',
    'days after departure, cancellation, or the last update after which a reservation, guest, room, or message status is removed, at least 30; `keep`: never'
  ),
  BELLHOOK_ADAPTERS: optional('comma list of npm packages whose default export is a PMS adapter'),
  ALLOW_UNVERIFIED: optional('comma list of channels that may run without a secret outside development mode'),
  LOG_LEVEL: Type.Union(
    ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'].map((level) => Type.Literal(level)),
    { default: 'info', description: '`fatal`, `error`, `warn`, `info`, `debug`, `trace` or `silent`' }
  ),
  TRUST_PROXY: optional('comma list of addresses or CIDR ranges of trusted reverse proxies. Default: none'),
  HYDRATION_WAIT_SECONDS: whole('seconds for which an event that carries only an id waits for its record', {
    default: 60,
    minimum: 1,
    maximum: 3_600
  }),
  RECONCILE_INTERVAL_SECONDS: whole('seconds between two passes over the changes at a connected vendor', {
    default: 900,
    minimum: 1,
    maximum: 86_400
  }),
  WEBHOOK_LAG_SECONDS: Type.Optional(
    whole("seconds after a change until its webhook must have come. Default: the vendor's, 2 to 10 minutes", {
      minimum: 1,
      maximum: 86_400
    })
  ),
  SILENCE_PROBE_SECONDS: Type.Optional(
    whole('seconds without a webhook of a connected vendor after which it is probed. Unset: learned from its traffic', {
      minimum: 1,
      maximum: 604_800
    })
  ),
  DESTINATION_NETWORKS: optional(
    'comma list of ranges, addresses, and host names that Bellhook may call although they are not public. Default: none'
  ),
  DESTINATION_PROXY: optional('proxy for all requests that Bellhook sends. Default: none', {
    pattern: '^http://[^\\s/?#@]+/?$'
  }),
  OTEL_EXPORTER_OTLP_ENDPOINT: optional('OTLP/HTTP collector that receives traces. Unset: no tracing', {
    pattern: HTTP_URL
  }),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: optional('the same, as a complete URL with its path', { pattern: HTTP_URL }),
  OTEL_SDK_DISABLED: optional('`true`: no tracing')
})
export type Environment = Static<typeof Environment>

function optional(description: string, options: StringOptions = {}) {
  return Type.Optional(Type.String({ ...options, description }))
}

function whole(description: string, options: NumberOptions) {
  return Type.Number({ ...options, multipleOf: 1, description })
}

/** `keep`, or a number of days. */
function days(byDefault: string, description: string) {
  return Type.String({ pattern: '^(keep|[1-9]\\d{0,4})$', default: byDefault, description })
}
