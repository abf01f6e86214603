import type { Channel } from '../contract/channel.ts'
import { API_TOKEN, type Config, ConfigError, readConfig } from './config.ts'
import { type Environ, Environment } from './environment.ts'
import { loadChannels } from './load-channels.ts'
import { misspelt } from './similar-names.ts'

export interface Settings {
  channels: readonly Channel[]
  /** Where something is wrong, the default stands in. */
  config: Config
  /** What keeps the gateway from starting: sentences with the variable's name, without a secret. */
  problems: readonly string[]
  /** What looks like a mistake, or is weak where only this machine reaches the gateway. */
  warnings: readonly string[]
}

/** Everything that the environment says. */
export async function readSettings(environ: Environ): Promise<Settings> {
  const { channels, problems } = await loadChannels(environ)
  const { config, problems: more, warnings: doubts } = readConfig(environ, channels)
  const secrets = [API_TOKEN, ...channels.flatMap((channel) => channel.secrets)].map(({ variable }) => variable)
  const known = [
    ...Object.keys(Environment.properties),
    'DATABASE_URL_FILE',
    ...secrets,
    ...secrets.map((name) => `${name}_FILE`)
  ]
  const nearNames = misspelt(environ, known).map(
    ({ given, meant }) => `${given} is no setting and has no effect. Did you mean ${meant}?`
  )
  return { channels, config, problems: [...problems, ...more], warnings: [...nearNames, ...doubts] }
}

/** The same for whoever can do nothing with wrong ones. Throws `ConfigError` with every problem at once. */
export async function loadSettings(environ: Environ, warn: (warning: string) => void): Promise<Settings> {
  const settings = await readSettings(environ)
  for (const warning of settings.warnings) warn(warning)
  if (settings.problems.length > 0) throw new ConfigError(settings.problems)
  return settings
}
