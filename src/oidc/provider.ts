import {
  authorizationCodeGrant,
  buildAuthorizationUrl,
  type Configuration,
  type CustomFetch,
  calculatePKCECodeChallenge,
  fetchUserInfo
} from 'openid-client'
import type { OidcSettings } from '../config/oidc.ts'
import { discover } from './discover.ts'
import type { Flow } from './flow-cookie.ts'

/** A person, as the provider describes them. */
export interface Person {
  issuer: string
  subject: string
  /** Undefined: the provider names none, or does not say that it is verified. */
  email: string | undefined
}

export interface Provider {
  /** Where a browser logs in. */
  loginUrl(flow: Flow, redirectUri: string): Promise<string>
  /** Exchanges the code of a callback. Throws an error of openid-client, or an OutboundError. */
  person(callback: URL, flow: Flow): Promise<Person>
}

interface ProviderOptions {
  settings: OidcSettings
  fetch: CustomFetch
  limits: { callMs: number; metadataMs: number; retryMs: number }
}

/** The OpenID Connect provider. Its addresses are read when somebody logs in, so that a start does not depend on it. */
export function createProvider({ settings, fetch, limits }: ProviderOptions): Provider {
  let asked: { configuration: Promise<Configuration>; until: number } | undefined

  function configuration(): Promise<Configuration> {
    if (asked !== undefined && Date.now() < asked.until) return asked.configuration
    const asking = {
      configuration: discover({ settings, fetch, callMs: limits.callMs }),
      until: Date.now() + limits.metadataMs
    }
    // Strangers must not make the gateway ask a failing provider again and again.
    asking.configuration.catch(() => {
      asking.until = Date.now() + limits.retryMs
    })
    asked = asking
    return asking.configuration
  }

  return {
    async loginUrl({ state, nonce, verifier }, redirectUri) {
      const url = buildAuthorizationUrl(await configuration(), {
        redirect_uri: redirectUri,
        scope: 'openid email',
        code_challenge: await calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        ...{ state, nonce }
      })
      return url.href
    },

    async person(callback, { state, nonce, verifier }) {
      const known = await configuration()
      const tokens = await authorizationCodeGrant(known, callback, {
        pkceCodeVerifier: verifier,
        expectedState: state,
        expectedNonce: nonce,
        idTokenExpected: true
      })
      const claims = tokens.claims()
      if (claims === undefined) throw new TypeError('the provider sent no ID token')
      const own = verifiedEmail(claims)
      // Some providers return the mail address only here.
      const asksMore = claims['email'] === undefined && known.serverMetadata().userinfo_endpoint !== undefined
      const email = asksMore ? verifiedEmail(await fetchUserInfo(known, tokens.access_token, claims.sub)) : own
      return { issuer: claims.iss, subject: claims.sub, email }
    }
  }
}

/** ASCII only: letters that look alike or that have the same lower case would lead to somebody else. */
function verifiedEmail({ email, email_verified: verified }: Readonly<Record<string, unknown>>): string | undefined {
  if (verified !== true || typeof email !== 'string') return undefined
  return /^[\x21-\x7e]{3,254}$/.test(email) ? email.toLowerCase() : undefined
}
