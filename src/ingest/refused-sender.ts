import { type Credential, checkSender, needsNone, usableOf } from '../contract/credentials.ts'
import { Refused } from '../contract/refused.ts'
import type { SignedRequest, VerificationResult } from '../contract/verifiers.ts'

interface VerifyOptions {
  /** For the log: the path of the endpoint, not of the request, whose query may hold a token. */
  path: string
  /** True: the channel accepts unverified senders if no secret is set. */
  open: boolean
  log: { warn(fields: object, message: string): void }
}

/** True if a credential is valid, false if none is and the channel accepts that. Throws `Refused` otherwise. */
export function verifySender(
  request: SignedRequest,
  credentials: readonly Credential[],
  { path, open, log }: VerifyOptions
): boolean {
  const result = checkSender(request, credentials)
  if (result === 'ok') return true
  if (open && needsNone(credentials)) return false
  throw refused(result, credentials, path, log)
}

/** The error for a sender that is not proven. */
export function refused(
  result: Exclude<VerificationResult, 'ok'>,
  credentials: readonly Credential[],
  path: string,
  log: VerifyOptions['log']
): Refused {
  log.warn({ endpoint: path, verdict: result }, 'refused: the sender is not proven')
  const [first] = [...usableOf(credentials), ...credentials]
  return new Refused(result, first?.verifier.kind ?? 'secret')
}
