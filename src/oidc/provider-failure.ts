import { AuthorizationResponseError } from 'openid-client'
import { describe, OutboundError } from '../outbound/outbound-error.ts'
import { LoginRefused } from './login-refused.ts'

interface Log {
  warn(fields: object, message: string): void
}

const MOST_CAUSES = 5
const LONGEST_REASON = 200

/** What a person reads where the provider failed. The log has the reason, without codes, tokens, or claims. */
export function providerFailure(error: unknown, log: Log): LoginRefused {
  if (error instanceof AuthorizationResponseError) {
    const code = /^[a-z_]{1,64}$/.test(error.error) ? error.error : 'no reason'
    log.warn({ reason: code }, 'the OpenID Connect provider refused a login')
    return new LoginRefused(401, `The login provider refused: ${code}.`)
  }
  const network = networkError(error)
  if (network !== undefined) {
    log.warn({ reason: describe(network) }, 'the OpenID Connect provider cannot be used: see OIDC_ISSUER')
    return new LoginRefused(503, 'The login provider does not answer. Try again, or log in with a password.')
  }
  const { code, message } = Object(error)
  const reason = `${code ?? 'UNKNOWN'}: ${message}`.slice(0, LONGEST_REASON)
  log.warn({ reason }, 'an answer of the OpenID Connect provider cannot be used')
  return new LoginRefused(401, 'The answer of the login provider is not valid. Start again, or ask an admin.')
}

/** The failure of the connection, if that is why a provider failed. */
export function networkError(error: unknown): OutboundError | undefined {
  let cause = error
  for (let depth = 0; depth < MOST_CAUSES && cause instanceof Error; depth++) {
    if (cause instanceof OutboundError) return cause
    cause = cause.cause
  }
  return undefined
}
