import { isIP } from 'node:net'
import { Value } from '@sinclair/typebox/value'
import { type Environ, Environment } from './environment.ts'

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

/** These values may hold a password, and are never printed. */
const UNPRINTED = [
  'PUBLIC_URL',
  'DATABASE_URL',
  'DESTINATION_PROXY',
  'OTEL_EXPORTER_OTLP_ENDPOINT',
  'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'
]

/** Reads the variables. Returns a sentence for each invalid one. */
export function readEnvironment(environ: Environ): { settings: Environment; problems: string[] } {
  const given = Object.fromEntries(
    Object.keys(Environment.properties)
      .map((name) => [name, environ[name]?.trim()] as const)
      .filter(([, value]) => value !== undefined && value !== '')
  )
  // Default and Convert change their argument.
  const settings = Value.Convert(Environment, Value.Default(Environment, { ...given }))
  const wrong = new Set([...Value.Errors(Environment, settings)].map(({ path }) => path.slice(1)))
  // TypeBox reads "false" as 0, and accepts "0x1F".
  for (const [name, { type }] of Object.entries(Environment.properties)) {
    if (type === 'number' && !/^\d*$/.test(given[name] ?? '')) wrong.add(name)
  }
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
