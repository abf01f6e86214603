import { createHmac, randomBytes } from 'node:crypto'

/** A new secret of Standard Webhooks. */
export function newSigningSecret(): string {
  return `whsec_${randomBytes(24).toString('base64')}`
}

/** True for `whsec_` and base64 of at least 24 bytes. */
export function isSigningSecret(secret: string): boolean {
  const [, key = ''] = /^whsec_([\w+/-]+=*)$/.exec(secret) ?? []
  return Buffer.from(key, 'base64').length >= 24
}

/** Headers that sign a body as the gateway signs what it delivers: https://www.standardwebhooks.com */
export function signEvent(id: string, body: string, secret: string): Record<string, string> {
  const time = String(Math.floor(Date.now() / 1000))
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
  const signature = createHmac('sha256', key).update(`${id}.${time}.${body}`).digest('base64')
  return { 'webhook-id': id, 'webhook-timestamp': time, 'webhook-signature': `v1,${signature}` }
}
