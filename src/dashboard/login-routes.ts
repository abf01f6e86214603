import type { FastifyInstance, FastifyReply } from 'fastify'
import { errors } from '../contract/errors.ts'
import { addressKey } from '../http/client-address.ts'
import { handleFormError } from './error-page.tsx'
import { formOf, queryOf } from './fields.ts'
import { nextPage, sendLogin, sendSetup } from './login.tsx'
import * as docs from './route-docs.ts'
import type { DashboardServices } from './services.ts'
import { readCookie, setCookie } from './session-cookie.ts'

export async function loginRoutes(
  app: FastifyInstance,
  { accounts, dashboardUrl, config, oidc }: DashboardServices
): Promise<void> {
  const { setupLinks, sessions, login, audit } = accounts
  const { formBytes: bodyLimit, sessionSeconds } = config.limits.logins
  const provider = oidc?.host
  app.setErrorHandler(handleFormError)

  app.get<{ Params: { token: string } }>(
    '/setup/:token',
    { config: { docs: docs.setupPage } },
    async (request, reply) => {
      const link = await setupLinks.find(request.params.token)
      if (link === undefined) throw new errors.LINK_ENDED()
      return sendSetup(request, reply, link)
    }
  )

  app.post<{ Params: { token: string } }>(
    '/setup/:token',
    { bodyLimit, config: { docs: docs.setup } },
    async (request, reply) => {
      const form = formOf(request)
      const fields = { name: form.get('name') ?? undefined, password: form.get('password') ?? undefined }
      const { id } = await setupLinks.use(request.params.token, fields)
      return begin(reply, id, '/app')
    }
  )

  app.get('/login', { config: { docs: docs.loginPage } }, async (request, reply) =>
    sendLogin(request, reply, { next: queryOf(request).get('next') ?? undefined, provider })
  )

  app.post('/login', { bodyLimit, config: { docs: docs.login } }, async (request, reply) => {
    const form = formOf(request)
    const next = form.get('next') ?? queryOf(request).get('next') ?? undefined
    const attempt = { name: form.get('name') ?? '', password: form.get('password') ?? '' }
    const result = await login({ ...attempt, address: addressKey(request.ip) })
    if (result === 'wrong') {
      return sendLogin(request, reply.code(401), { failure: 'Name or password is wrong.', next, provider })
    }
    if ('id' in result) return begin(reply, result.id, nextPage(next, dashboardUrl()))
    reply.header('retry-after', String(result.waitSeconds))
    throw new errors.TOO_MANY_LOGINS()
  })

  app.post('/logout', { bodyLimit, config: { docs: docs.logout } }, async (request, reply) => {
    const token = readCookie(request, dashboardUrl())
    const name = token === undefined ? undefined : await sessions.end(token)
    if (name !== undefined) {
      await audit.record({ actor: `operator:${name}`, action: 'logout', target: `operator:${name}` })
    }
    setCookie(reply, dashboardUrl(), '', 0)
    return reply.redirect('/login', 303)
  })

  async function begin(reply: FastifyReply, operatorId: number, next: string): Promise<FastifyReply> {
    setCookie(reply, dashboardUrl(), await sessions.begin(operatorId), sessionSeconds)
    return reply.redirect(next, 303)
  }
}
