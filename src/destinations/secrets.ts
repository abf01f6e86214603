import { consumerPlace, open, seal } from '../accounts/sealing.ts'
import type { SealingKey } from '../accounts/secrets-key.ts'
import { errors } from '../contract/errors.ts'
import { OutboundError } from '../outbound/outbound-error.ts'
import type { Destination, DestinationSecrets } from './destination.ts'

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

/** How secrets are stored: references as they are, everything else sealed. Throws SECRETS_KEY_MISSING. */
export function storedSecrets(
  name: string,
  secrets: DestinationSecrets,
  [first]: readonly SealingKey[]
): { references?: DestinationSecrets; sealed: Buffer | null } {
  const { signing, privateKey, authorization, tlsKey } = secrets
  const values = [...signing.map(({ secret }) => secret), privateKey, authorization, tlsKey]
  const isPlain = values.every((value) => value === undefined || referencedVariable(value) !== undefined)
  if (isPlain) return { references: secrets, sealed: null }
  if (first === undefined) throw new errors.SECRETS_KEY_MISSING()
  return { sealed: seal(JSON.stringify(secrets), consumerPlace(name), first) }
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
