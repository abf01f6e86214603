const { subtle } = globalThis.crypto

/** A key that checks one kind of signature. */
export interface SecretKey {
  /** What a signature of this kind begins with. */
  version: 'v1' | 'v1a'
  key: Awaited<ReturnType<typeof subtle.importKey>>
  algorithm: string
}

/** Imports `whsec_` secrets, and `whpk_` public keys. Throws TypeError for anything else, without repeating it. */
export async function importSecrets(secrets: readonly string[]): Promise<SecretKey[]> {
  if (secrets.length === 0) throw new TypeError('secrets is empty: set the signing secret of the destination')
  return Promise.all(secrets.map(importSecret))
}

async function importSecret(secret: string): Promise<SecretKey> {
  const [, kind, base64 = ''] = /^(whsec|whpk)_([A-Za-z0-9+/]+={0,2})$/.exec(secret) ?? []
  const bytes = bytesOf(base64)
  if (kind === 'whpk' && bytes?.length === 32) {
    const key = await subtle.importKey('raw', bytes, { name: 'Ed25519' }, false, ['verify'])
    return { version: 'v1a', key, algorithm: 'Ed25519' }
  }
  if (kind === 'whsec' && bytes !== undefined && bytes.length > 0) {
    const key = await subtle.importKey('raw', bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['verify'])
    return { version: 'v1', key, algorithm: 'HMAC' }
  }
  throw new TypeError('a secret is invalid: use whsec_ or whpk_ with a key in base64')
}

/** The bytes of a base64 text. Undefined: it is not base64. */
export function bytesOf(base64: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0))
  } catch {
    return undefined
  }
}
