import {
  allowInsecureRequests,
  type ClientAuth,
  ClientSecretBasic,
  ClientSecretPost,
  type Configuration,
  type CustomFetch,
  customFetch,
  discovery,
  enableNonRepudiationChecks
} from 'openid-client'
import type { OidcSettings } from '../config/oidc.ts'

interface DiscoverOptions {
  settings: OidcSettings
  fetch: CustomFetch
  /** Milliseconds for one request. */
  callMs: number
}

/** Reads what the provider says about itself. Throws if its issuer is not that of the settings, or if its login is no web address. */
export async function discover({ settings, fetch, callMs }: DiscoverOptions): Promise<Configuration> {
  const { issuer, clientId, clientSecret } = settings
  const isPlain = issuer.startsWith('http:')
  const found = await discovery(new URL(issuer), clientId, undefined, authentication(clientSecret), {
    [customFetch]: fetch,
    timeout: callMs / 1_000,
    // Without this check, the signature of an ID token is not looked at: TLS alone would prove it.
    execute: [enableNonRepudiationChecks, ...(isPlain ? [allowInsecureRequests] : [])]
  })
  const { protocol } = new URL(found.serverMetadata().authorization_endpoint ?? '')
  // A browser follows this address.
  if (protocol !== 'https:' && !(isPlain && protocol === 'http:')) {
    throw new TypeError('the authorization_endpoint of the provider is no https: URL')
  }
  return found
}

/** A provider that lists no method supports Basic. Some providers decode its special characters differently. */
function authentication(secret: string): ClientAuth {
  const [basic, post] = [ClientSecretBasic(secret), ClientSecretPost(secret)]
  return (server, ...rest) => {
    const supported = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic']
    return (supported.includes('client_secret_post') ? post : basic)(server, ...rest)
  }
}
