import { type Credential, needsNone, usableOf } from '../contract/credentials.ts'
import { Refused } from '../contract/refused.ts'
import { either, type SignedRequest, type VerificationResult } from '../contract/verifiers.ts'

interface VerifyOptions {
  /** For the log: the path of the endpoint, not of the request, whose query may hold a token. */
  path: string
  /** The channel accepts senders without proof where no secret is set. */
  open: boolean
  log: { warn(fields: object, message: string): void }
}

/** True when a credential proves the sender, false when none does and none is needed. Throws `Refused` otherwise. */
export function verifySender(
  request: SignedRequest,
  credentials: readonly Credential[],
  { path, open, log }: VerifyOptions
): boolean {
  const result = checkSender(request, credentials)
  if (result === 'ok') return true
  if (open && needsNone(credentials)) return false
  log.warn({ endpoint: path, verdict: result }, 'refused: the sender is not proven')
  const [first] = [...usableOf(credentials), ...credentials]
  throw new Refused(result, first?.verifier.kind ?? 'secret')
}

/** Any one credential is enough. */
export function checkSender(request: SignedRequest, credentials: readonly Credential[]): VerificationResult {
  return either(usableOf(credentials).map(({ verifier, secrets }) => verifier.check(request, secrets)))
}
