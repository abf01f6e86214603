import type { FastifyReply, onRequestAsyncHookHandler } from 'fastify'
import { errors, unauthorized } from '../contract/errors.ts'
import { bearerToken, matches, type SignedRequest, type VerificationResult } from '../contract/verifiers.ts'
import { checkProbe, claimsToBeProbe } from '../ingest/probe.ts'
import type { WrongTokens } from './wrong-tokens.ts'

/** Why a request is refused. `throttled`: its address has sent too many wrong tokens. */
export type TokenRefusal = Exclude<VerificationResult, 'ok'> | 'throttled'

interface TokenGateOptions {
  /** Without a token, every request is refused. */
  tokens: readonly string[]
  /** The file with the API token of development mode. */
  tokenFile: string | undefined
  wrongTokens: WrongTokens
  onRefused(refusal: TokenRefusal): void
}

/** Checks the API token. Both functions count wrong tokens together. */
export interface TokenGate {
  /** Refuses requests without the API token. */
  authorize: onRequestAsyncHookHandler
  /**
   * True for a probe: a webhook request that is signed with the API token, see src/ingest/probe.ts. Throws for a probe with a wrong
   * signature, which must not be treated as a webhook. `target` is the path and query as received.
   */
  isProbe(request: SignedRequest, target: string, reply: FastifyReply): boolean
}

/**
 * A correct token is accepted from a throttled address as well. Otherwise anyone behind the same proxy could lock the operator out.
 */
export function createTokenGate({ tokens, tokenFile, wrongTokens, onRefused }: TokenGateOptions): TokenGate {
  return {
    async authorize(request, reply) {
      const verdict = matches(bearerToken(request.headers.authorization), tokens)
      if (verdict !== 'ok') throw refusal(verdict, request.ip, reply)
    },

    isProbe(request, target, reply) {
      if (!claimsToBeProbe(request)) return false
      const verdict = checkProbe(request, target, tokens)
      if (verdict !== 'ok') throw refusal(verdict, request.address ?? '', reply)
      return true
    }
  }

  function refusal(verdict: Exclude<VerificationResult, 'ok'>, ip: string, reply: FastifyReply): Error {
    const retryAfter = verdict === 'mismatch' ? wrongTokens.count(ip) : undefined
    onRefused(retryAfter === undefined ? verdict : 'throttled')
    if (retryAfter === undefined) {
      reply.header('www-authenticate', 'Bearer')
      return unauthorized(tokenFile === undefined ? undefined : `$(cat ${tokenFile})`)
    }
    reply.header('retry-after', String(retryAfter))
    return new errors.TOO_MANY_WRONG_TOKENS()
  }
}
