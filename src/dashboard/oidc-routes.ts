import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { Sessions } from '../accounts/sessions.ts'
import { errors } from '../contract/errors.ts'
import { addressKey } from '../http/client-address.ts'
import { LoginRefused } from '../oidc/login-refused.ts'
import { CALLBACK_PATH, type OidcLogin } from '../oidc/oidc-login.ts'
import { handleFormError } from './error-page.tsx'
import { queryOf } from './fields.ts'
import { nextPage, sendLogin } from './login.tsx'
import * as docs from './route-docs.ts'
import { readFlowCookie, setCookie, setFlowCookie } from './session-cookie.ts'

interface OidcRoutesOptions {
  oidc: OidcLogin
  accounts: { sessions: Pick<Sessions, 'begin'> }
  dashboardUrl(): string
  config: { limits: { logins: { sessionSeconds: number }; oidc: { flowSeconds: number } } }
}

/**
 * Login with OpenID Connect. The way back is a GET that begins a session, as the protocol wants it: the sealed cookie, `state`, and
 * the one-time code prove that this browser asked for it.
 */
export async function oidcRoutes(app: FastifyInstance, options: OidcRoutesOptions): Promise<void> {
  const { oidc, accounts, dashboardUrl, config } = options
  const { logins, oidc: bounds } = config.limits
  app.addHook('onRequest', async (_request, reply) => {
    reply.header('cache-control', 'no-store')
  })
  app.setErrorHandler((error, request, reply) => {
    if (error instanceof LoginRefused) return refused(request, reply, error)
    return handleFormError(error, request, reply)
  })

  app.get('/login/oidc', { config: { docs: docs.oidcLogin } }, async (request, reply) => {
    const { url, cookie } = await oidc.begin(nextPage(queryOf(request).get('next'), dashboardUrl()))
    setFlowCookie(reply, dashboardUrl(), cookie, bounds.flowSeconds)
    return reply.redirect(url, 303)
  })

  app.get(CALLBACK_PATH, { config: { docs: docs.oidcCallback } }, async (request, reply) => {
    const cookie = readFlowCookie(request, dashboardUrl())
    // It counts once, whatever comes of it.
    setFlowCookie(reply, dashboardUrl(), '', 0)
    const search = `?${queryOf(request)}`
    const result = await oidc.finish({ cookie, search, address: addressKey(request.ip) })
    if ('waitSeconds' in result) {
      reply.header('retry-after', String(result.waitSeconds))
      throw new errors.TOO_MANY_LOGINS()
    }
    setCookie(reply, dashboardUrl(), await accounts.sessions.begin(result.id), logins.sessionSeconds)
    return reply.redirect(nextPage(result.next, dashboardUrl()), 303)
  })

  function refused(request: FastifyRequest, reply: FastifyReply, { statusCode, message }: LoginRefused) {
    return sendLogin(request, reply.code(statusCode), { failure: message, provider: oidc.host })
  }
}
