import type { Verdict, Verifier } from './verifiers.ts'

/** Thrown by a verification hook. Nothing of the request is stored. */
export class Refused extends Error {
  override name = 'Refused'
  readonly statusCode = 401
  readonly verdict: Verdict
  /** The kind of credential that was asked for first. */
  readonly kind: Verifier['kind']

  constructor(verdict: Verdict, kind: Verifier['kind']) {
    super(kind === 'signature' ? 'Invalid signature' : 'Unauthorized')
    this.verdict = verdict
    this.kind = kind
  }
}
