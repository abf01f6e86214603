import { createHash, createHmac } from 'node:crypto'
import { isFresh, timestampOf } from './fresh.ts'
import {
  either,
  matchesDigest,
  type SignedRequest,
  single,
  type VerificationResult,
  type Verifier
} from './verifier.ts'

/** No sender has more active secrets. Each signature costs a comparison with each secret. */
const MOST_SIGNATURES = 16

const PREFIXES = ['webhook', 'svix'] as const

/**
 * Standard Webhooks, the scheme that Svix made: `v1,<base64>` is the HMAC-SHA256 of `<id>.<timestamp>.<body>`. The key
 * is what follows `whsec_`, decoded. While a secret is rotated there are several signatures. Both families of headers are
 * accepted, as Svix's libraries do; `prefix` is the one that the provider documents.
 * https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function standardWebhooks(prefix: (typeof PREFIXES)[number] = 'webhook'): Verifier {
  return {
    kind: 'signature',
    secretForm: {
      accepts: (secret) => /^(whsec_)?[A-Za-z0-9+/_-]+={0,2}$/.test(secret) && keyOf(secret).length > 0,
      expected: '`whsec_` and the key in base64'
    },
    check(request, secrets) {
      return either(PREFIXES.map((family) => checkFamily(family, request, secrets)))
    },
    sign(request, secret) {
      const time = timestampOf(request)
      // A repeated delivery keeps its id, so the same bytes get the same one.
      const id = `msg_${createHash('sha256').update(request.body).digest('hex').slice(0, 24)}`
      const signed = signature(id, time, request.body, secret)
      return { headers: { [`${prefix}-id`]: id, [`${prefix}-timestamp`]: time, [`${prefix}-signature`]: signed } }
    }
  }
}

function checkFamily(prefix: string, request: SignedRequest, secrets: readonly string[]): VerificationResult {
  const { headers, body, receivedAt } = request
  const [id, time] = [single(headers[`${prefix}-id`]), single(headers[`${prefix}-timestamp`])]
  const given = single(headers[`${prefix}-signature`])
  if (!id || !time || !given) return 'missing'
  const expected = secrets.map((secret) => signature(id, time, body, secret))
  const result = either(given.split(' ', MOST_SIGNATURES).map((one) => matchesDigest(one, expected)))
  return result === 'ok' && !isFresh(time, receivedAt) ? 'stale' : result
}

/** Empty, and so never a match, for a secret that holds no key. */
function signature(id: string, time: string, body: Buffer, secret: string): string {
  const key = keyOf(secret)
  if (key.length === 0) return ''
  return `v1,${createHmac('sha256', key).update(`${id}.${time}.`).update(body).digest('base64')}`
}

function keyOf(secret: string): Buffer {
  return Buffer.from(secret.replace(/^whsec_/, ''), 'base64')
}
