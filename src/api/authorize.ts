import type { FastifyReply, onRequestAsyncHookHandler } from 'fastify'
import { errors } from '../contract/errors.ts'
import { bearerToken, matches, type SignedRequest, type Verdict } from '../contract/verifiers.ts'
import { checkProbe, claimsToBeProbe } from '../ingest/probe.ts'
import type { WrongTokens } from './wrong-tokens.ts'

/** Why a request was refused. `throttled`: its address has sent too many wrong tokens. */
export type TokenRefusal = Exclude<Verdict, 'ok'> | 'throttled'

interface TokenGateOptions {
  /** Without any token, nobody is let in. */
  tokens: readonly string[]
  wrongTokens: WrongTokens
  onRefused(refusal: TokenRefusal): void
}

/** The places that check the API token. All of them count wrong tokens together. */
export interface TokenGate {
  /** Lets nobody in without the API token. */
  authorize: onRequestAsyncHookHandler
  /**
   * True for a webhook request that is signed with the API token, see src/ingest/probe.ts. Throws for one that claims to be and
   * is not: it must not be taken for a webhook. `target` is its path and query as received.
   */
  isProbe(request: SignedRequest, target: string, reply: FastifyReply): boolean
}

/**
 * A right token is always let in, also from an address that is throttled: otherwise a stranger behind the same proxy could
 * lock the operator out.
 */
export function createTokenGate({ tokens, wrongTokens, onRefused }: TokenGateOptions): TokenGate {
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

  function refusal(verdict: Exclude<Verdict, 'ok'>, ip: string, reply: FastifyReply): Error {
    const retryAfter = verdict === 'mismatch' ? wrongTokens.count(ip) : undefined
    onRefused(retryAfter === undefined ? verdict : 'throttled')
    if (retryAfter === undefined) {
      reply.header('www-authenticate', 'Bearer')
      return new errors.UNAUTHORIZED()
    }
    reply.header('retry-after', String(retryAfter))
    return new errors.TOO_MANY_WRONG_TOKENS()
  }
}
