import type { FastifyInstance } from 'fastify'
import { errors } from '../contract/errors.ts'
import { appApi } from './app-api.ts'
import { assetRoutes } from './assets.ts'
import { guard } from './guard.ts'
import { PAGE_HEADERS } from './headers.ts'
import { loginRoutes } from './login-routes.ts'
import { oidcRoutes } from './oidc-routes.ts'
import { pages } from './pages.ts'
import type { DashboardServices } from './services.ts'

/**
 * Login, setup links, and `/app` for people. Sessions open these paths only, and bearer tokens never do.
 *
 * How a page is added:
 * 1. Write `pages/<name>.tsx`. It exports one function that registers the routes of the page, `<name>Page(app, services)`, and has
 *    the query (from `src/db/`) and the view of the page. `pages/deliveries.tsx` is an example.
 * 2. Add the function to the list in `pages.ts`, and the address to `navigation.ts` if it has no id in it.
 *
 * A route answers with `sendPage(request, reply, heading, content)`. The shell adds title, `h1`, navigation, and headers, checks the
 * session, and turns thrown errors into pages. A route that is no GET names the lowest role in its `config`; without one it is for
 * admins. `request.caller` goes to the same services as `/api` calls, and keeps people to their hotels.
 */
export async function dashboard(app: FastifyInstance, services: DashboardServices): Promise<void> {
  const { dashboardUrl } = services
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) => {
    done(null, new URLSearchParams(withoutNul(String(body))))
  })
  app.decorateRequest('session', null)
  app.addHook('onRequest', async (request, reply) => {
    guard(request, dashboardUrl())
    reply.headers(PAGE_HEADERS)
    if (request.url !== withoutNul(request.url)) throw new errors.NOT_FOUND()
  })
  await app.register(assetRoutes)
  await app.register(loginRoutes, services)
  const { oidc } = services
  if (oidc !== undefined) await app.register(oidcRoutes, { ...services, oidc })
  await app.register(appApi, { ...services, prefix: '/app/api' })
  await app.register(pages, services)
}

/** PostgreSQL has no texts with this character, and nobody types it. */
function withoutNul(text: string): string {
  return text.replaceAll('%00', '').replaceAll('\0', '')
}
