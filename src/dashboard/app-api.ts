import { Type } from '@sinclair/typebox'
import type { FastifyInstance } from 'fastify'
import type { AccountServices } from '../accounts/accounts.ts'
import { accountRoutes } from '../api/accounts/account-routes.ts'
import { auditRoutes } from '../api/accounts/audit-routes.ts'
import { hotelRoutes } from '../api/accounts/hotel-routes.ts'
import { keyRoutes } from '../api/accounts/key-routes.ts'
import { operatorRoutes } from '../api/accounts/operator-routes.ts'
import type { Database } from '../db/connect.ts'
import { requireRole } from './roles.ts'
import { me } from './route-docs.ts'
import { requireSession, sessionOf } from './session.ts'

interface AppApiOptions {
  accounts: AccountServices
  database: Pick<Database, 'query'>
  dashboardUrl(): string
}

const NoParameters = Type.Object({}, { additionalProperties: false })

/** The routes of `/api` that manage accounts, keys, and operators, for the session of an operator. */
export async function appApi(app: FastifyInstance, { accounts, database, dashboardUrl }: AppApiOptions): Promise<void> {
  app.addHook('onRoute', (route) => {
    route.schema = { querystring: NoParameters, ...route.schema }
    // The reference documents the other routes under `/api`.
    if (route.url !== '/app/api/me') delete route.config?.docs
  })
  app.addHook('onRequest', requireSession({ accounts, dashboardUrl }))
  app.addHook('preValidation', async (request) => requireRole(sessionOf(request).role, request))

  app.get('/me', { config: { docs: me } }, async (request) => {
    const { name, role, hotels } = sessionOf(request)
    return { name, role, hotels }
  })
  await app.register(hotelRoutes, { hotels: accounts.hotels })
  await app.register(accountRoutes, accounts)
  await app.register(auditRoutes, { database })
  await app.register(keyRoutes, { keys: accounts.keys })
  await app.register(operatorRoutes, { operators: accounts.operators })
}
