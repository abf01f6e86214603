import { type Credential, checkSender, needsNone } from '../contract/credentials.ts'
import type { SignedRequest, VerificationResult } from '../contract/verifiers.ts'
import { BY_ENVIRONMENT, type Proof, UNPROVEN } from './proof.ts'

/** Checks a sender against the credentials of the environment. `open`: the channel accepts a sender without proof where no secret is set. */
export function proveByEnvironment(
  request: SignedRequest,
  environment: readonly Credential[],
  open: boolean
): Proof | Exclude<VerificationResult, 'ok'> {
  const result = checkSender(request, environment)
  if (result === 'ok') return BY_ENVIRONMENT
  return open && needsNone(environment) ? UNPROVEN : result
}
