import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

/** A request as its sender made it. Verification sees bytes, never anything parsed from them. */
export interface SignedRequest {
  method: string
  /** The complete URL the sender called: the configured public URL and the request target as received. */
  url: string
  /** Lower-case names. */
  headers: Readonly<Record<string, string | readonly string[] | undefined>>
  body: Buffer
}

export type Verdict = 'ok' | 'missing' | 'mismatch' | 'stale'

/** What a sender adds to a request to prove itself. */
export interface Signed {
  headers?: Record<string, string>
  /** Parameters to add to the URL's query. */
  query?: Record<string, string>
}

/**
 * One scheme, both ways: `check` guards the route, `sign` feeds tests and simulators.
 * `check` is total: whatever the bytes and headers, it returns a verdict and never throws.
 */
export interface Verifier {
  /** Decides which setting holds its secrets, and what a refused sender reads. */
  kind: 'signature' | 'secret' | 'token'
  check(request: SignedRequest, secrets: readonly string[]): Verdict
  sign(request: Pick<SignedRequest, 'url' | 'body'>, secret: string): Signed
}

interface HmacOptions {
  header: string
  algorithm?: 'sha256' | 'sha1'
  encoding?: 'hex' | 'base64'
  /** Text before the digest, e.g. `sha256=`. */
  prefix?: string
}

/** An HMAC over the exact bytes of the body, in a header. */
export function hmac({ header, algorithm = 'sha256', encoding = 'hex', prefix = '' }: HmacOptions): Verifier {
  const digest = (body: Buffer, secret: string) => prefix + createHmac(algorithm, secret).update(body).digest(encoding)
  return {
    kind: 'signature',
    check: ({ headers, body }, secrets) =>
      matches(
        single(headers[header]),
        secrets.map((secret) => digest(body, secret))
      ),
    sign: ({ body }, secret) => ({ headers: { [header]: digest(body, secret) } })
  }
}

/** A shared secret as `X-Webhook-Secret`, or as a bearer token. The scheme's name is case-insensitive (RFC 9110, 11.1). */
export function sharedSecret(header = 'x-webhook-secret'): Verifier {
  return {
    kind: 'secret',
    check({ headers }, secrets) {
      const bearer = /^bearer +([^\s]+)$/i.exec(single(headers['authorization']) ?? '')?.[1]
      const verdicts = [matches(single(headers[header]), secrets), matches(bearer, secrets)]
      return verdicts.find((verdict) => verdict === 'ok') ?? verdicts.find((v) => v === 'mismatch') ?? 'missing'
    },
    sign: (_request, secret) => ({ headers: { [header]: secret } })
  }
}

/** A token in the URL's query. The parameter's name is case-insensitive: Mews' own page writes `Token`. */
export function urlToken(parameter = 'token'): Verifier {
  return {
    kind: 'token',
    check({ url }, secrets) {
      const query = new URLSearchParams(url.slice(url.indexOf('?') + 1))
      const given = [...query].filter(([name]) => name.toLowerCase() === parameter.toLowerCase())
      return matches(url.includes('?') && given.length === 1 ? given[0]?.[1] : undefined, secrets)
    },
    sign: (_request, secret) => ({ query: { [parameter]: secret } })
  }
}

/**
 * Compares in constant time with every expected value, without stopping at the first that fits. Both sides are hashed
 * first, so their lengths do not matter either. An absent or empty value never matches, nor does anything while
 * nothing is expected.
 */
export function matches(given: string | undefined, expected: readonly string[]): Verdict {
  if (given === undefined || given === '') return 'missing'
  const digest = sha256(given)
  let found = false
  for (const value of expected) {
    const same = timingSafeEqual(digest, sha256(value))
    found = (same && value !== '') || found
  }
  return found ? 'ok' : 'mismatch'
}

/** A header that was sent twice is as good as none: nobody can say which of the two was meant. */
export function single(value: string | readonly string[] | undefined): string | undefined {
  if (typeof value === 'string') return value
  return value?.length === 1 ? value[0] : undefined
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
