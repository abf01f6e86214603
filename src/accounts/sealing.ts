import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type { SealingKey } from './secrets-key.ts'

// A sealed value: format 0x01 | id of the key (4 bytes) | nonce (12) | ciphertext | tag (16). The associated data names the place of
// the value, for example its row, so that a value that was moved does not open.

const FORMAT = 1
const [ID_BYTES, NONCE_BYTES, TAG_BYTES] = [4, 12, 16]
const HEAD_BYTES = 1 + ID_BYTES + NONCE_BYTES

/** Seals a value for one place with AES-256-GCM. */
export function seal(value: Buffer | string, place: string, { id, key }: SealingKey): Buffer {
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
  cipher.setAAD(Buffer.from(place))
  const sealed = Buffer.concat([cipher.update(value), cipher.final()])
  return Buffer.concat([Buffer.from([FORMAT]), Buffer.from(id, 'hex'), nonce, sealed, cipher.getAuthTag()])
}

/** The value, or why it does not open: `key` where its key is not set, `damaged` where it was changed or moved. */
export function open(
  sealed: Buffer,
  place: string,
  keys: readonly SealingKey[]
): { value: Buffer } | { failed: 'key' | 'damaged' } {
  if (sealed.length < HEAD_BYTES + TAG_BYTES || sealed[0] !== FORMAT) return { failed: 'damaged' }
  const key = keys.find(({ id }) => id === sealedWith(sealed))
  if (key === undefined) return { failed: 'key' }
  const nonce = sealed.subarray(1 + ID_BYTES, HEAD_BYTES)
  const decipher = createDecipheriv('aes-256-gcm', key.key, nonce, { authTagLength: TAG_BYTES })
  decipher.setAAD(Buffer.from(place))
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES))
  try {
    const value = decipher.update(sealed.subarray(HEAD_BYTES, -TAG_BYTES))
    return { value: Buffer.concat([value, decipher.final()]) }
  } catch {
    // GCM only says that the tag does not fit.
    return { failed: 'damaged' }
  }
}

/** Id of the key that a value was sealed with. */
export function sealedWith(sealed: Buffer): string {
  return sealed.subarray(1, 1 + ID_BYTES).toString('hex')
}

/** The place of a secret: its row, with the columns that say what it is good for. */
export function secretPlace({ id, accountId, purpose }: { id: string; accountId: number; purpose: string }): string {
  return `secrets.sealed ${id} account ${accountId} ${purpose}`
}

export function keyPlace(name: string): string {
  return `sealed_keys.sealed ${name}`
}

/** Secrets of a destination. */
export function consumerPlace(name: string): string {
  return `consumers.sealed ${name}`
}
