import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { AccountServices } from '../accounts/accounts.ts'
import type { Config } from '../config/config.ts'
import { errors } from '../contract/errors.ts'
import type { Database } from '../db/connect.ts'
import { addressKey } from '../http/client-address.ts'
import { appApi } from './app-api.ts'
import { FORM_HEADERS, loginForm, setupForm } from './forms.ts'
import { guard } from './guard.ts'
import * as docs from './route-docs.ts'
import { readCookie, setCookie } from './session-cookie.ts'

interface DashboardOptions {
  accounts: AccountServices
  database: Pick<Database, 'query'>
  /** Origin of the pages. */
  dashboardUrl(): string
  limits: Config['limits']['logins']
}

const HTML = 'text/html; charset=utf-8'

/** Login, setup links, and `/app` for people. Sessions open these paths only, and bearer tokens never do. */
export async function dashboard(app: FastifyInstance, options: DashboardOptions): Promise<void> {
  const { accounts, dashboardUrl, limits } = options
  const { setupLinks, sessions, login, audit } = accounts
  const { formBytes: bodyLimit } = limits

  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => {
    done(null, Object.fromEntries(new URLSearchParams(String(body))))
  })
  app.addHook('onRequest', async (request, reply) => {
    guard(request, dashboardUrl())
    reply.headers(FORM_HEADERS)
  })

  app.get<{ Params: { token: string } }>(
    '/setup/:token',
    { config: { docs: docs.setupPage } },
    async ({ params: { token } }, reply) => {
      const link = await setupLinks.find(token)
      if (link === undefined) throw new errors.LINK_ENDED()
      return reply.type(HTML).send(setupForm(link))
    }
  )

  app.post<{ Params: { token: string }; Body: unknown }>(
    '/setup/:token',
    { bodyLimit, config: { docs: docs.setup } },
    async (request, reply) => {
      const { name, password } = formOf(request)
      const { id } = await setupLinks.use(request.params.token, { name, password })
      return begin(reply, id)
    }
  )

  app.get('/login', { config: { docs: docs.loginPage } }, async (_request, reply) => reply.type(HTML).send(loginForm()))

  app.post('/login', { bodyLimit, config: { docs: docs.login } }, async (request, reply) => {
    const { name = '', password = '' } = formOf(request)
    const result = await login({ name, password, address: addressKey(request.ip) })
    if (result === 'wrong') throw new errors.WRONG_LOGIN()
    if ('id' in result) return begin(reply, result.id)
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

  await app.register(appApi, { ...options, prefix: '/app/api' })

  async function begin(reply: FastifyReply, operatorId: number): Promise<FastifyReply> {
    setCookie(reply, dashboardUrl(), await sessions.begin(operatorId), limits.sessionSeconds)
    return reply.redirect('/app', 303)
  }
}

/** The fields of a form. A name that is repeated has the last value. */
function formOf({ body }: Pick<FastifyRequest, 'body'>): { name: string | undefined; password: string | undefined } {
  const { name, password } = Object(body)
  const text = (value: unknown) => (typeof value === 'string' ? value : undefined)
  return { name: text(name), password: text(password) }
}
