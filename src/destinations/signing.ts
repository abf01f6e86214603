import { createHmac, createPrivateKey, generateKeyPairSync, randomBytes, sign } from 'node:crypto'

export const SIGNING_SECRET = /^whsec_[A-Za-z0-9+/]+={0,2}$/

export function isSigningSecret(text: string): boolean {
  const bytes = Buffer.from(text.slice('whsec_'.length), 'base64').length
  return SIGNING_SECRET.test(text) && bytes >= 24 && bytes <= 64
}

export function newSigningSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`
}

export function newKeyPair(): { privateKey: string; publicKey: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ed25519')
  const raw = Buffer.from(String(publicKey.export({ format: 'jwk' }).x), 'base64url')
  return {
    privateKey: privateKey.export({ format: 'der', type: 'pkcs8' }).toString('base64'),
    publicKey: `whpk_${raw.toString('base64')}`
  }
}

/** Headers of Standard Webhooks 1.0: one signature for each secret, and one of the private key. */
export function signatureHeaders(
  id: string,
  body: string,
  { secrets, privateKey }: { secrets: readonly string[]; privateKey: string | undefined }
): Record<string, string> {
  const timestamp = String(Math.floor(Date.now() / 1_000))
  const signed = `${id}.${timestamp}.${body}`
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
    return `v1,${createHmac('sha256', key).update(signed).digest('base64')}`
  })
  if (privateKey !== undefined) {
    const key = createPrivateKey({ key: Buffer.from(privateKey, 'base64'), format: 'der', type: 'pkcs8' })
    signatures.push(`v1a,${sign(null, Buffer.from(signed), key).toString('base64')}`)
  }
  return { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': signatures.join(' ') }
}
