import { createHash, createHmac } from 'node:crypto'
import { isFresh, timestampOf } from './fresh.ts'
import { either, matches, single, type Verifier } from './verifier.ts'

/** Of a longer list of signatures nobody has a use; each costs a comparison with each secret. */
const MOST_SIGNATURES = 16

/**
 * Standard Webhooks, the scheme that Svix made: `v1,<base64>` is the HMAC-SHA256 of `<id>.<timestamp>.<body>`, the key
 * is what follows `whsec_`, decoded. Several signatures stand beside each other while a secret is rotated.
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function standardWebhooks(prefix: 'webhook' | 'svix' = 'webhook'): Verifier {
  const [idHeader, timeHeader, signatureHeader] = [`${prefix}-id`, `${prefix}-timestamp`, `${prefix}-signature`]
  return {
    kind: 'signature',
    check({ headers, body, receivedAt }, secrets) {
      const [id, time] = [single(headers[idHeader]), single(headers[timeHeader])]
      const given = single(headers[signatureHeader])
      if (!id || !time || !given) return 'missing'
      const expected = secrets.map((secret) => signature(id, time, body, secret))
      const verdict = either(given.split(' ', MOST_SIGNATURES).map((one) => matches(one, expected)))
      return verdict === 'ok' && !isFresh(time, receivedAt) ? 'stale' : verdict
    },
    sign(request, secret) {
      const time = timestampOf(request)
      // A repeated delivery keeps its id, so the same bytes get the same one.
      const id = `msg_${createHash('sha256').update(request.body).digest('hex').slice(0, 24)}`
      const signed = signature(id, time, request.body, secret)
      return { headers: { [idHeader]: id, [timeHeader]: time, [signatureHeader]: signed } }
    }
  }
}

/** Empty, and so never a match, for a secret that holds no key. */
function signature(id: string, time: string, body: Buffer, secret: string): string {
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
  if (key.length === 0) return ''
  return `v1,${createHmac('sha256', key).update(`${id}.${time}.`).update(body).digest('base64')}`
}
