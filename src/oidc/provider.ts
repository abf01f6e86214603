import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  type ClientAuth,
  ClientSecretBasic,
  ClientSecretPost,
  type Configuration,
  type CustomFetch,
  calculatePKCECodeChallenge,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
  fetchUserInfo
} from 'openid-client'
import type { OidcSettings } from '../config/oidc.ts'
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
  const { issuer, clientId, clientSecret } = settings
  let asked: { configuration: Promise<Configuration>; until: number } | undefined

  function configuration(): Promise<Configuration> {
    if (asked !== undefined && Date.now() < asked.until) return asked.configuration
    const asking = { configuration: discover(), until: Date.now() + limits.metadataMs }
    // Strangers must not make the gateway ask a failing provider again and again.
    asking.configuration.catch(() => {
      asking.until = Date.now() + limits.retryMs
    })
    asked = asking
    return asking.configuration
  }

  function discover(): Promise<Configuration> {
    const isPlain = issuer.startsWith('http:')
    return discovery(new URL(issuer), clientId, undefined, authentication(clientSecret), {
      [customFetch]: fetch,
      timeout: limits.callMs / 1_000,
      // Without this check, the signature of an ID token is not looked at: TLS alone would prove it.
      execute: [enableNonRepudiationChecks, ...(isPlain ? [allowInsecureRequests] : [])]
    })
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
      const isWeb = url.protocol === 'https:' || (url.protocol === 'http:' && issuer.startsWith('http:'))
      if (!isWeb) throw new TypeError('the authorization_endpoint of the provider is no https: URL')
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
      // Some providers tell the mail address only here.
      const asksMore = claims['email'] === undefined && known.serverMetadata().userinfo_endpoint !== undefined
      const email = asksMore ? verifiedEmail(await fetchUserInfo(known, tokens.access_token, claims.sub)) : own
      return { issuer: claims.iss, subject: claims.sub, email }
    }
  }
}

/** Basic is what a provider supports that lists nothing. Some decode its special characters in a way of their own. */
function authentication(secret: string): ClientAuth {
  const [basic, post] = [ClientSecretBasic(secret), ClientSecretPost(secret)]
  return (server, ...rest) => {
    const supported = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic']
    return (supported.includes('client_secret_post') ? post : basic)(server, ...rest)
  }
}

/** ASCII only: letters that look alike or that have the same lower case would lead to somebody else. */
function verifiedEmail({ email, email_verified: verified }: Readonly<Record<string, unknown>>): string | undefined {
  if (verified !== true || typeof email !== 'string') return undefined
  return /^[\x21-\x7e]{3,254}$/.test(email) ? email.toLowerCase() : undefined
}
