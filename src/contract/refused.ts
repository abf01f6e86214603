import type { VerificationResult, Verifier } from './verifiers.ts'

/** Thrown by a verification hook. Nothing of the request is stored. */
export class Refused extends Error {
  override name = 'Refused'
  readonly statusCode = 401
  readonly result: VerificationResult
  /** The kind of credential that was asked for first. */
  readonly kind: Verifier['kind']

  constructor(result: VerificationResult, kind: Verifier['kind']) {
    super(kind === 'signature' || kind === 'publicKey' ? 'Invalid signature' : 'Unauthorized')
    this.result = result
    this.kind = kind
  }
}
