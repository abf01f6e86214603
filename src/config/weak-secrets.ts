import type { SecretSetting } from '../contract/channel.ts'
import type { SecretValues } from './secret.ts'

/** Shorter secrets can be guessed, or found in a list of passwords. */
const LEAST_CHARACTERS = 16
/** The API token gives access to everything, and anyone can try it. */
const LEAST_OF_API_TOKEN = 24

const COMMA = 'write a comma within a secret as \\,'

export interface FoundSecret extends SecretValues {
  setting: SecretSetting
}

/** Reports short secrets, and secrets that several variables share. The sentences reveal no secret. */
export function weakSecrets(found: readonly FoundSecret[]): string[] {
  return [...found.flatMap(shortSecret), ...sharedSecrets(found)]
}

/** Reports lists with empty items. */
export function doubtfulSecrets(found: readonly FoundSecret[]): string[] {
  return found
    .filter(({ hasGap }) => hasGap)
    .map(({ setting }) => `${setting.variable} has a comma without a value before or after it: remove it, or ${COMMA}`)
}

function shortSecret({ setting, values }: FoundSecret): string[] {
  const { variable } = setting
  const least = variable === 'API_TOKEN' ? LEAST_OF_API_TOKEN : LEAST_CHARACTERS
  const shortest = Math.min(...values.map((value) => secretOf(setting, value).length))
  if (values.length === 0 || shortest >= least) return []
  const cause = values.length > 1 ? `. The value was split at its commas: ${COMMA}` : ''
  return [
    `${variable} has a secret of ${shortest} ${shortest === 1 ? 'character' : 'characters'}: ` +
      `use at least ${least}, e.g. from \`openssl rand -hex 32\`${cause}`
  ]
}

function sharedSecrets(found: readonly FoundSecret[]): string[] {
  const variablesOf = new Map<string, Set<string>>()
  for (const { setting, values } of found) {
    for (const value of values) {
      const secret = secretOf(setting, value)
      variablesOf.set(secret, (variablesOf.get(secret) ?? new Set()).add(setting.variable))
    }
  }
  const shared = [...variablesOf.values()]
    .filter(({ size }) => size > 1)
    .map((variables) => [...variables].join(' and '))
  return [...new Set(shared)].map((variables) => `${variables} have the same secret: use a different one for each`)
}

function secretOf({ secretOf }: SecretSetting, value: string): string {
  return secretOf?.(value) ?? value
}
