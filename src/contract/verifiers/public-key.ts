import { createPublicKey, type KeyObject } from 'node:crypto'
import { memoize } from '../memoize.ts'

/** DER in front of the 32 bytes of an ed25519 public key (RFC 8410, 4). */
const ED25519_PREFIX = Buffer.from('302a300506032b6570032100', 'hex')

/**
 * A public key from a setting: PEM (a certificate, too; line breaks may be written as \n), DER in base64, or the 32 bytes of an
 * ed25519 key in hex or base64. Undefined: it is none of these.
 */
export const publicKeyOf = memoize(parsed, 100, 8 * 1024)

function parsed(text: string): KeyObject | undefined {
  try {
    if (text.includes('-----BEGIN')) {
      // A private key would give its public key, but has no place in the settings of a receiver.
      return text.includes('PRIVATE KEY') ? undefined : createPublicKey(text.replaceAll('\\n', '\n'))
    }
    const bytes = /^[\da-f]{64}$/i.test(text) ? Buffer.from(text, 'hex') : Buffer.from(text, 'base64')
    const key = bytes.length === 32 ? Buffer.concat([ED25519_PREFIX, bytes]) : bytes
    return createPublicKey({ key, format: 'der', type: 'spki' })
  } catch {
    // Whatever OpenSSL says of it: the text is no public key.
    return undefined
  }
}
