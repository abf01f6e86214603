import type { FastifyRequest } from 'fastify'
import type { Credential } from '../contract/credentials.ts'
import { hmac, type SignedRequest, type Verdict } from '../verify.ts'
import { checkSender } from './verify-sender.ts'

/**
 * Marks a webhook request, with the API token, as a question of the operator's: would this sender be accepted? The
 * request is answered and not stored, so that `bellhook simulate` can say why a sender is refused.
 */
export const probe = hmac({ header: 'bellhook-probe', timestamp: { header: 'bellhook-probe-time' } })

export interface ProbeAnswer {
  verdict: Verdict
  /** What the signature was checked against, without its query. */
  url: string
  /** A proxy that is not in TRUST_PROXY, so that its address stands for all senders. */
  unknownProxy?: string
}

export function isProbe(request: SignedRequest, apiTokens: readonly string[]): boolean {
  return probe.check(request, apiTokens) === 'ok'
}

export function answerProbe(
  { ip, socket }: FastifyRequest,
  signed: SignedRequest,
  credentials: readonly Credential[]
): ProbeAnswer {
  const isProxy = signed.headers['x-forwarded-for'] !== undefined && ip === socket.remoteAddress
  return {
    verdict: checkSender(signed, credentials),
    // The query may hold a token.
    url: signed.url.replace(/\?.*/s, ''),
    ...(isProxy && { unknownProxy: ip })
  }
}
