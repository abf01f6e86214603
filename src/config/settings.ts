import type { Channel } from '../contract/channel.ts'
import { type Config, ConfigError, readConfig } from './config.ts'
import { type Environ, Environment } from './environment.ts'
import { loadChannels } from './load-channels.ts'
import { secretSettings } from './secret-settings.ts'
import { similarNames } from './similar-names.ts'

export interface Settings {
  channels: readonly Channel[]
  /** Defaults stand in for invalid settings. */
  config: Config
  /** Problems that stop the start. Each names the variable, and contains no secret. */
  problems: readonly string[]
  /** Likely mistakes, and weaknesses that are tolerated in development mode. */
  warnings: readonly string[]
}

export async function readSettings(environ: Environ): Promise<Settings> {
  const { channels, problems } = await loadChannels(environ)
  const { config, problems: more, warnings: doubts } = readConfig(environ, channels)
  const secrets = secretSettings(channels).map(({ variable }) => variable)
  const known = [
    ...Object.keys(Environment.properties),
    'DATABASE_URL_FILE',
    ...secrets,
    ...secrets.map((name) => `${name}_FILE`)
  ]
  const nearNames = similarNames(environ, known).map(
    ({ given, meant }) => `${given} is not a setting and has no effect. Did you mean ${meant}?`
  )
  return { channels, config, problems: [...problems, ...more], warnings: [...nearNames, ...doubts] }
}

/** The same for a caller that needs valid settings. Throws ConfigError with all problems at once. */
export async function loadSettings(environ: Environ, warn: (warning: string) => void): Promise<Settings> {
  const settings = await readSettings(environ)
  for (const warning of settings.warnings) warn(warning)
  if (settings.problems.length > 0) throw new ConfigError(settings.problems)
  return settings
}
