import type { FastifyRequest } from 'fastify'
import type { Credential } from '../contract/credentials.ts'
import { hmac, type SignedRequest, type Verdict } from '../verify.ts'
import { checkSender } from './verify-sender.ts'

const SIGNATURE = 'bellhook-probe'
const TIME = 'bellhook-probe-time'

/**
 * Marks a webhook request, with the API token, as a question of the operator's: would this sender be accepted? The
 * request is answered and not stored, so that `bellhook simulate` can say why a sender is refused.
 */
export const probe = hmac({ header: SIGNATURE, timestamp: { header: TIME } })

/** True for a request that has a part of a probe's signature: no provider sends one. */
export function isClaimedProbe({ headers }: SignedRequest): boolean {
  return headers[SIGNATURE] !== undefined || headers[TIME] !== undefined
}

export interface ProbeAnswer {
  verdict: Verdict
  /** What the signature was checked against, without its query. */
  url: string
  /** A proxy that is not in TRUST_PROXY, so that its address stands for all senders. */
  unknownProxy?: string
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
