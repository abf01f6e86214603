import type { Outbound } from '../outbound/outbound.ts'
import { OutboundError } from '../outbound/outbound-error.ts'
import type { DestinationConfig, DestinationSecrets } from './destination.ts'
import { needSecret, type ReadVariable } from './secrets.ts'

interface TokenOptions {
  config: Pick<DestinationConfig, 'authorization'>
  secrets: DestinationSecrets | undefined
  outbound: Outbound
  readVariable: ReadVariable
}

const TIMEOUT_MS = 10_000
const MOST_BYTES = 64 * 1_024
/** A token is replaced before it ends, because a request takes time. */
const EARLY_MS = 60_000
const DEFAULT_SECONDS = 300

/** Values of the `authorization` header. */
export function createTokens({ config: { authorization }, secrets, outbound, readVariable }: TokenOptions) {
  let token: { value: string; until: number } | undefined
  let fetching: Promise<string> | undefined

  async function fetchToken(tokenUrl: string, clientId: string, clientSecret: string, scope?: string): Promise<string> {
    const form = new URLSearchParams({ grant_type: 'client_credentials', ...(scope ? { scope } : {}) })
    const { status, body } = await outbound.request({
      ...{ url: tokenUrl, method: 'POST', timeoutMs: TIMEOUT_MS, maxAnswerBytes: MOST_BYTES, body: form.toString() },
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        accept: 'application/json',
        authorization: basic(encodeURIComponent(clientId), encodeURIComponent(clientSecret))
      }
    })
    const answer = status === 200 ? parse(body.toString()) : {}
    const value = answer['access_token']
    if (typeof value !== 'string' || !/^[\x21-\x7e]+$/.test(value)) {
      throw new OutboundError('TOKEN_REFUSED', `the token endpoint answered ${status} without a token`)
    }
    const seconds = Number(answer['expires_in'] ?? DEFAULT_SECONDS)
    token = { value, until: Date.now() + seconds * 1_000 - EARLY_MS }
    return value
  }

  return {
    /** Undefined: the destination has none. `isRefused`: the last token was refused. */
    async header(isRefused: boolean): Promise<string | undefined> {
      if (authorization === null) return undefined
      const secret = needSecret(secrets?.authorization, readVariable)
      if (authorization.type === 'basic') return basic(authorization.username, secret)
      if (authorization.type === 'bearer') return `Bearer ${secret}`
      if (!isRefused && token !== undefined && token.until > Date.now()) return `Bearer ${token.value}`
      const { tokenUrl, clientId, scope } = authorization
      fetching ??= fetchToken(tokenUrl, clientId, secret, scope).finally(() => {
        fetching = undefined
      })
      return `Bearer ${await fetching}`
    }
  }
}

function basic(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
}

function parse(text: string): Record<string, unknown> {
  try {
    return Object(JSON.parse(text))
  } catch {
    // The caller reports an answer without a token.
    return {}
  }
}
