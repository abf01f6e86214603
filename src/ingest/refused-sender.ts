import { type Credential, usableOf } from '../contract/credentials.ts'
import { Refused } from '../contract/refused.ts'
import type { VerificationResult } from '../contract/verifiers.ts'

interface RefusedSender {
  result: Exclude<VerificationResult, 'ok'>
  credentials: readonly Credential[]
  /** Of the endpoint, not of the request, whose query may hold a token. */
  path: string
}

interface Log {
  warn(fields: object, message: string): void
}

/** The error for a sender that is not proven. It is logged as well. */
export function refusedSender({ result, credentials, path }: RefusedSender, log: Log): Refused {
  log.warn({ endpoint: path, verdict: result }, 'refused: the sender is not proven')
  const [first] = [...usableOf(credentials), ...credentials]
  return new Refused(result, first?.verifier.kind ?? 'secret')
}
