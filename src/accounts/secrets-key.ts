import { createHash } from 'node:crypto'

/** A key that seals secrets. */
export interface SealingKey {
  /** First 8 hex digits of SHA-256 over `bellhook key id` and the key. */
  id: string
  key: Buffer
}

const BYTES = 32

/** The keys in the values of SECRETS_KEY. The first one seals, all of them open. Values of another form are left out. */
export function sealingKeys(values: readonly string[]): readonly SealingKey[] {
  return values
    .map((value) => Buffer.from(value, 'base64'))
    .filter((key) => key.length === BYTES)
    .map((key) => ({ id: keyId(key), key }))
}

export function keyId(key: Buffer): string {
  return createHash('sha256').update('bellhook key id').update(key).digest('hex').slice(0, 8)
}
