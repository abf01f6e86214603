import type { Channel } from '../contract/channel.ts'
import { type Environ, Environment } from './environment.ts'
import { API_TOKEN, SECRETS_KEY } from './secret-settings.ts'

/** Variables of PostgreSQL, Node, and OpenTelemetry may have passwords, too. */
const FOREIGN = /^(PG|NODE_|OTEL_)/

/**
 * Reads variables that `env:NAME` may name. Settings of Bellhook are left out: a reference must not send the password of the database, or
 * a secret of a channel, to a URL that somebody registered.
 */
export function variableReader(
  environ: Environ,
  channels: readonly Pick<Channel, 'secrets'>[]
): (name: string) => string | undefined {
  const secrets = [API_TOKEN, SECRETS_KEY, ...channels.flatMap((channel) => channel.secrets)]
  const settings = new Set([...Object.keys(Environment.properties), ...secrets.map(({ variable }) => variable)])
  return (name) => (settings.has(name) || FOREIGN.test(name) ? undefined : environ[name] || undefined)
}
