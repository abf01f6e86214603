import { consumerPlace, open, seal } from '../accounts/sealing.ts'
import type { SealingKey } from '../accounts/secrets-key.ts'
import { errors } from '../contract/errors.ts'
import { OutboundError } from '../outbound/outbound-error.ts'
import type { Destination, DestinationConfig, DestinationSecrets } from './destination.ts'

/** A variable of the environment. Undefined: it is not set. */
export type ReadVariable = (name: string) => string | undefined

const REFERENCE = /^env:([A-Za-z_][A-Za-z0-9_]*)$/

export function referencedVariable(value: string): string | undefined {
  return REFERENCE.exec(value)?.[1]
}

/** The value of a secret or of the variable that it names. */
export function resolveSecret(value: string, readVariable: ReadVariable): string | undefined {
  const name = referencedVariable(value)
  return name === undefined ? value : readVariable(name)
}

/** The same for a secret that a request cannot do without. */
export function needSecret(value: string | undefined, readVariable: ReadVariable): string {
  const found = value === undefined ? undefined : resolveSecret(value, readVariable)
  if (found !== undefined) return found
  const name = value === undefined ? undefined : referencedVariable(value)
  throw new OutboundError('SECRET_MISSING', name === undefined ? 'a secret is missing' : `${name} is not set`)
}

/**
 * The columns for the settings of a destination: secrets that are all references stay in `config`, any others are sealed. Throws
 * SECRETS_KEY_MISSING.
 */
export function withSecrets(
  name: string,
  { references: _earlier, ...config }: DestinationConfig,
  secrets: DestinationSecrets,
  [first]: readonly SealingKey[]
): { config: Record<string, unknown>; sealed: Buffer | null } {
  const { signing, privateKey, authorization, tlsKey } = secrets
  const values = [...signing.map(({ secret }) => secret), privateKey, authorization, tlsKey]
  const isPlain = values.every((value) => value === undefined || referencedVariable(value) !== undefined)
  if (isPlain) return { config: { ...config, references: secrets }, sealed: null }
  if (first === undefined) throw new errors.SECRETS_KEY_MISSING()
  return { config, sealed: seal(JSON.stringify(secrets), consumerPlace(name), first) }
}

/** The signing secrets after a rotation, at most three. The earlier ones count until `previousUntil`. */
export function rotated(
  signing: DestinationSecrets['signing'],
  secret: string,
  previousUntil: string
): DestinationSecrets['signing'] {
  const now = Date.now()
  const kept = signing.filter(({ until }) => until === undefined || Date.parse(until) > now)
  const earlier = kept.map(({ secret, until }) => ({
    secret,
    until: until !== undefined && until < previousUntil ? until : previousUntil
  }))
  return [{ secret }, ...earlier].slice(0, 3)
}

/** Undefined: they do not open. */
export function openSecrets(
  { name, sealed, config }: Destination,
  keys: readonly SealingKey[]
): DestinationSecrets | undefined {
  if (sealed === null) return config.references ?? { signing: [] }
  const found = open(sealed, consumerPlace(name), keys)
  return 'value' in found ? JSON.parse(found.value.toString()) : undefined
}
