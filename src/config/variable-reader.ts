import type { Channel } from '../contract/channel.ts'
import { type Environ, Environment } from './environment.ts'
import { secretSettings } from './secret-settings.ts'

/** Variables of PostgreSQL, Node, and OpenTelemetry may have passwords, too. */
const FOREIGN = /^(PG|NODE_|OTEL_)/

/**
 * Reads variables that `env:NAME` may name. Settings of Bellhook are left out: a reference must not send the password of the
 * database, or a secret of a channel, to a URL that somebody registered.
 */
export function variableReader(
  environ: Environ,
  channels: readonly Pick<Channel, 'secrets'>[]
): (name: string) => string | undefined {
  const secrets = secretSettings(channels).map(({ variable }) => variable)
  const settings = new Set([...Object.keys(Environment.properties), ...secrets])
  // Some people set NAME_FILE to the secret itself.
  const isSetting = (name: string) => settings.has(name) || settings.has(name.replace(/_FILE$/, ''))
  return (name) => (isSetting(name) || FOREIGN.test(name) ? undefined : environ[name] || undefined)
}
