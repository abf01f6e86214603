import type { FastifyRequest } from 'fastify'
import type { Proof } from '../accounts/proof.ts'
import { hmac, type SignedRequest, type VerificationResult } from '../contract/verifiers.ts'

// A webhook request that is signed with the API token is a probe: the operator asks whether its sender would be let in. The
// gateway answers it and stores nothing, so that `bellhook simulate` and `bellhook doctor` can say why a request is refused.

const SIGNATURE = 'bellhook-probe'
const TIME = 'bellhook-probe-time'

/** Signs `<time>.<method> <path and query>\n<body>`. A timestamp is good for five minutes. */
const verifier = hmac({ header: SIGNATURE, timestamp: { header: TIME } })

interface ProbedRequest {
  method: string
  /** Path and query as the gateway receives them. */
  target: string
  body: Buffer
}

export interface ProbeAnswer {
  verdict: VerificationResult
  /** What the signature was checked against, without its query. */
  url: string
  /** A proxy that is not in TRUST_PROXY, so that all senders have its address. */
  unknownProxy?: string
}

/** The headers that make a request a probe. */
export function signProbe(request: ProbedRequest, receivedAt: number, token: string): Record<string, string> {
  return verifier.sign({ url: '', body: signedBytes(request), receivedAt }, token).headers ?? {}
}

/** True for a request that has a part of a probe's signature: no provider sends one. */
export function claimsToBeProbe({ headers }: Pick<SignedRequest, 'headers'>): boolean {
  return headers[SIGNATURE] !== undefined || headers[TIME] !== undefined
}

/** Whether a request is signed with one of the API tokens, for this method, path, query, and body. */
export function checkProbe(request: SignedRequest, target: string, tokens: readonly string[]): VerificationResult {
  const { method, body } = request
  return verifier.check({ ...request, body: signedBytes({ method, target, body }) }, tokens)
}

function signedBytes({ method, target, body }: ProbedRequest): Buffer {
  return Buffer.concat([Buffer.from(`${method} ${withoutTrailingSlash(target)}\n`), body])
}

/** Routes are the same with and without a slash at their end, and `bellhook doctor` reports a proxy that adds one. */
function withoutTrailingSlash(target: string): string {
  const at = target.indexOf('?')
  const [path, query] = at === -1 ? [target, ''] : [target.slice(0, at), target.slice(at)]
  return (path.endsWith('/') ? path.slice(0, -1) : path) + query
}

export function answerProbe(
  { ip, socket }: FastifyRequest,
  signed: SignedRequest,
  proof: Proof | Exclude<VerificationResult, 'ok'>
): ProbeAnswer {
  const isProxy = signed.headers['x-forwarded-for'] !== undefined && ip === socket.remoteAddress
  return {
    verdict: typeof proof === 'string' ? proof : proof.verified ? 'ok' : 'missing',
    // The query may hold a token.
    url: signed.url.replace(/\?.*/s, ''),
    ...(isProxy && { unknownProxy: ip })
  }
}
