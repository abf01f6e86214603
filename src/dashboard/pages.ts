import type { FastifyInstance, FastifyRequest } from 'fastify'
import { errors } from '../contract/errors.ts'
import { handlePageError } from './error-page.tsx'
import { accountPage } from './pages/account.tsx'
import { accountConnectPage } from './pages/account-connect.tsx'
import { accountsPage } from './pages/accounts.tsx'
import { auditPage } from './pages/audit.tsx'
import { connectPage } from './pages/connect.tsx'
import { connectKindPage } from './pages/connect-kind.tsx'
import { consumerPage } from './pages/consumer.tsx'
import { consumersPage } from './pages/consumers.tsx'
import { deliveriesPage } from './pages/deliveries.tsx'
import { deliveryPage } from './pages/delivery.tsx'
import { destinationPage } from './pages/destination.tsx'
import { destinationsPage } from './pages/destinations.tsx'
import { eventPage } from './pages/event.tsx'
import { eventsPage } from './pages/events.tsx'
import { gatewaysPage } from './pages/gateways.tsx'
import { guestPage } from './pages/guest.tsx'
import { guestsPage } from './pages/guests.tsx'
import { hotelsPage } from './pages/hotels.tsx'
import { invitePage } from './pages/invite.tsx'
import { keysPage } from './pages/keys.tsx'
import { mePage } from './pages/me.tsx'
import { messagePage } from './pages/message.tsx'
import { messagesPage } from './pages/messages.tsx'
import { newDestinationPage } from './pages/new-destination.tsx'
import { newKeyPage } from './pages/new-key.tsx'
import { overviewPage } from './pages/overview.tsx'
import { peoplePage } from './pages/people.tsx'
import { personPage } from './pages/person.tsx'
import { quarantinePage } from './pages/quarantine.tsx'
import { settingsPage } from './pages/settings.tsx'
import { stayPage } from './pages/stay.tsx'
import { unclaimedPage } from './pages/unclaimed.tsx'
import { requireRank } from './roles.ts'
import type { DashboardServices } from './services.ts'
import { requireSession, sessionOf } from './session.ts'

export type Page = (app: FastifyInstance, services: DashboardServices) => void

const PAGES: readonly Page[] = [
  overviewPage,
  quarantinePage,
  deliveriesPage,
  deliveryPage,
  eventsPage,
  eventPage,
  guestsPage,
  guestPage,
  stayPage,
  messagesPage,
  messagePage,
  accountConnectPage,
  accountPage,
  accountsPage,
  auditPage,
  connectKindPage,
  connectPage,
  consumerPage,
  consumersPage,
  destinationPage,
  destinationsPage,
  gatewaysPage,
  hotelsPage,
  invitePage,
  keysPage,
  mePage,
  newDestinationPage,
  newKeyPage,
  peoplePage,
  personPage,
  settingsPage,
  unclaimedPage
]

/** The pages below `/app`. */
export async function pages(app: FastifyInstance, services: DashboardServices): Promise<void> {
  app.setErrorHandler(handlePageError)
  app.addHook('onRoute', (route) => {
    route.bodyLimit ??= services.config.limits.logins.formBytes
  })
  app.addHook('onRequest', requireSession(services))
  app.addHook('preHandler', async (request) => requireRank(sessionOf(request).role, neededRole(request)))
  for (const page of PAGES) page(app, services)
  // Without this route, an unknown address would get the JSON of the API.
  app.get('/app/*', async () => {
    throw new errors.NOT_FOUND()
  })
}

function neededRole({ method, routeOptions: { config } }: FastifyRequest) {
  return config.role ?? (method === 'GET' || method === 'HEAD' ? 'viewer' : 'admin')
}
