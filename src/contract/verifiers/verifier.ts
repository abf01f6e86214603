import { hash, timingSafeEqual } from 'node:crypto'
import type { SecretForm } from '../secret-form.ts'

/** A request as its sender made it. Verification sees bytes, never anything parsed from them. */
export interface SignedRequest {
  method: string
  /** The complete URL the sender called: the configured public URL and the request target as received. */
  url: string
  /** Lower-case names. */
  headers: Readonly<Record<string, string | readonly string[] | undefined>>
  body: Buffer
  /** Milliseconds since 1970. Without it nothing that has a timestamp is fresh. */
  receivedAt?: number
  /** The sender's address, as far as the trusted proxies tell it. Without it no address is on a list. */
  address?: string
}

export type VerificationResult = 'ok' | 'missing' | 'mismatch' | 'stale'

/** A request before its sender signs it. */
export type ToSign = Pick<SignedRequest, 'url' | 'body' | 'receivedAt'> & Partial<Pick<SignedRequest, 'headers'>>

/** What a sender adds to a request to prove itself. */
export interface Signed {
  headers?: Record<string, string>
  /** Parameters to add to the URL's query. */
  query?: Record<string, string>
  /** The body with the credential in it, where that is its place. */
  body?: Buffer
  /** The address to send from, where that is what counts. */
  address?: string
}

/**
 * One scheme, both ways: `check` guards the route, `sign` feeds tests and simulators.
 * `check` is total: whatever the bytes and headers, it returns a result and never throws.
 */
export interface Verifier {
  /**
   * Decides which setting holds its secrets, and what a refused sender reads. The secret of a `publicKey` is a public key. An
   * `address` needs no secret, and `none` proves nothing: it only opens where unproven senders are let in by name.
   */
  kind: 'signature' | 'publicKey' | 'secret' | 'token' | 'address' | 'none'
  /** Fields of the body that hold the credential: their values are redacted before anything is stored. */
  credentials?: readonly string[]
  /** The form that a secret needs, where it has one. */
  secretForm?: SecretForm
  /** True: a library compares in constant time, where the conformance kit cannot see it. */
  isConstantTime?: boolean
  /** False: it proves who sent the request, and not what. */
  coversBody?: boolean
  /** The ways that are meant where it takes several, for the documentation. */
  ways?: readonly Verifier[]
  /** The credentials in a request that arrive as they are, so that their account can be looked up. Absent: a signature. */
  given?(request: SignedRequest): readonly string[]
  check(request: SignedRequest, secrets: readonly string[]): VerificationResult
  sign(request: ToSign, secret: string): Signed
  /**
   * Set if the two sides have different keys: makes a pair for tests. `secret` is the public key of the settings, and `sign` takes
   * the private one.
   */
  keyPair?(): { secret: string; signWith: string }
}

/**
 * Compares in constant time with every expected value, without stopping at the first that fits. Both sides are hashed
 * first, so their lengths do not matter either. An absent or empty value never matches, nor does anything while
 * nothing is expected.
 */
export function matches(given: string | undefined, expected: readonly string[]): VerificationResult {
  if (given === undefined || given === '') return 'missing'
  const hashes = expected.filter((value) => value !== '').map(sha256)
  return isAmong(sha256(given), hashes) ? 'ok' : 'mismatch'
}

/**
 * The same for digests. Their length is public, so their bytes are compared without hashing both sides first. That saves a
 * quarter of the time of a signature (`npm run bench -- --only yardsticks`).
 */
export function matchesDigest(given: string | undefined, expected: readonly string[]): VerificationResult {
  if (given === undefined || given === '') return 'missing'
  const bytes = expected.map((value) => Buffer.from(value))
  return isAmong(Buffer.from(given), bytes) ? 'ok' : 'mismatch'
}

/** Of several ways that are enough each: whether one was good, else what was wrong with what was given. */
export function either(results: readonly VerificationResult[]): VerificationResult {
  if (results.includes('ok')) return 'ok'
  return results.find((result) => result !== 'missing') ?? 'missing'
}

/** A header that was sent twice is as good as none: nobody can say which of the two was meant. */
export function single(value: string | readonly string[] | undefined): string | undefined {
  if (typeof value === 'string') return value
  return value?.length === 1 ? value[0] : undefined
}

/** Compares with all of them, so that the time does not depend on which one is equal. */
function isAmong(given: Buffer, expected: readonly Buffer[]): boolean {
  let found = false
  for (const one of expected) {
    const isEqual = given.length === one.length && timingSafeEqual(given, one)
    found = isEqual || found
  }
  return found
}

function sha256(text: string): Buffer {
  return hash('sha256', text, 'buffer')
}
