import type { FastifyReply, FastifyRequest, onRequestAsyncHookHandler } from 'fastify'
import type { AccountStore } from '../accounts/account-store.ts'
import { hashOf, isApiKey } from '../accounts/api-key.ts'
import { isScope, type Scope } from '../accounts/scopes.ts'
import { errors, scopeMissing, unauthorized } from '../contract/errors.ts'
import { bearerToken, matches, type SignedRequest, type VerificationResult } from '../contract/verifiers.ts'
import { checkProbe, claimsToBeProbe } from '../ingest/probe.ts'
import type { WrongTokens } from './wrong-tokens.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who asks, of a request that the token gate has let in. */
    caller: ApiCaller | null
  }
}

export interface ApiCaller {
  /** `api-token`, `key:NAME`, or `operator:NAME`. */
  actor: string
  /** Undefined: all. */
  scopes: ReadonlySet<Scope> | undefined
  /** Ids of the hotels that the caller may see. Null: all. */
  hotels: readonly number[] | null
  /** Their slugs. Undefined: all. */
  hotelSlugs: readonly string[] | undefined
}

/** Why a request is refused. `throttled`: its address has sent too many wrong tokens. */
export type TokenRefusal = Exclude<VerificationResult, 'ok'> | 'throttled'

interface TokenGateOptions {
  /** Values of API_TOKEN. */
  tokens: readonly string[]
  /** The file with the API token of development mode. */
  tokenFile: string | undefined
  wrongTokens: WrongTokens
  accounts: { store: Pick<AccountStore, 'keys' | 'accounts'>; usage: { keyUsed(id: number): void } }
  onRefused(refusal: TokenRefusal): void
}

/** Checks API tokens and keys. All functions count wrong ones together. */
export interface TokenGate {
  /** Refuses requests without API_TOKEN or an API key, and sets the request's `caller`. */
  authorize: onRequestAsyncHookHandler
  /**
   * True for a probe: a webhook request that is signed with the API token, see src/ingest/probe.ts. Throws for a probe with a wrong
   * signature, which must not be treated as a webhook. `target` is the path and query as received.
   */
  isProbe(request: SignedRequest, target: string, reply: FastifyReply): boolean
}

const API_TOKEN: ApiCaller = Object.freeze({
  actor: 'api-token',
  scopes: undefined,
  hotels: null,
  hotelSlugs: undefined
})

/**
 * A correct token is accepted from a throttled address as well. Otherwise anyone behind the same proxy could lock the operator out.
 */
export function createTokenGate({ tokens, tokenFile, wrongTokens, accounts, onRefused }: TokenGateOptions): TokenGate {
  return {
    async authorize(request, reply) {
      const token = bearerToken(request.headers.authorization)
      const verdict = matches(token, tokens)
      const caller = verdict === 'ok' ? API_TOKEN : keyCaller(token)
      if (caller === undefined) throw refusal(verdict === 'ok' ? 'mismatch' : verdict, request.ip, reply)
      request.caller = caller
    },

    isProbe(request, target, reply) {
      if (!claimsToBeProbe(request)) return false
      const verdict = checkProbe(request, target, tokens)
      if (verdict !== 'ok') throw refusal(verdict, request.address ?? '', reply)
      return true
    }
  }

  /** Found by the SHA-256 of the key: how much of a guess is right makes no difference in time. */
  function keyCaller(token: string | undefined): ApiCaller | undefined {
    if (token === undefined || !isApiKey(token)) return undefined
    const { store, usage } = accounts
    const key = store.keys.find(hashOf(token).toString('hex'), Date.now())
    if (key === undefined) return undefined
    usage.keyUsed(key.id)
    const { name, scopes, hotels } = key
    const hotelSlugs = hotels?.flatMap((id) => store.accounts.hotelSlug(id) ?? [])
    return { actor: `key:${name}`, scopes: new Set(scopes.filter(isScope)), hotels, hotelSlugs }
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

/** Refuses a key without a scope. Runs after `authorize`. */
export function requireScope(scope: Scope): onRequestAsyncHookHandler {
  return async ({ caller }) => {
    if (caller?.scopes?.has(scope) === false) throw scopeMissing(scope)
  }
}

/** The caller, if only API_TOKEN, or the session of an admin, may do something. */
export function onlyApiToken({ caller }: FastifyRequest): ApiCaller {
  // Who is limited to hotels cannot manage what concerns all of them.
  if (caller === null || caller.scopes !== undefined || caller.hotels !== null) throw new errors.FORBIDDEN()
  return caller
}

/** Refuses everyone but API_TOKEN and admins of all hotels, before the body is checked. Runs after `authorize`. */
export async function requireApiToken(request: FastifyRequest): Promise<void> {
  onlyApiToken(request)
}

/** Refuses who is limited to hotels, for what concerns all of them. Runs after `authorize`. */
export async function requireAllHotels(request: FastifyRequest): Promise<void> {
  if (callerOf(request).hotels !== null) throw new errors.FORBIDDEN()
}

/** The caller of a request that `authorize` has let in. */
export function callerOf({ caller }: FastifyRequest): ApiCaller {
  if (caller === null) throw new errors.FORBIDDEN()
  return caller
}
