import type { FastifyRequest } from 'fastify'
import type { Sessions } from '../accounts/sessions.ts'
import { errors } from '../contract/errors.ts'
import type { Role } from '../db/accounts/operators.ts'
import type { SessionRow } from '../db/accounts/sessions.ts'
import { readCookie } from './session-cookie.ts'
import { preferencesOf, type Viewer } from './viewer.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The session of a request to `/app`. */
    session: SessionRow | null
  }
  interface FastifyContextConfig {
    /** The lowest role that may use a page. Default: `viewer` for reading, `admin` for everything else. */
    role?: Role
  }
}

interface SessionOptions {
  accounts: { sessions: Pick<Sessions, 'find'> }
  dashboardUrl(): string
}

/** Returns the hook that lets only people with a session in. */
export function requireSession({ accounts, dashboardUrl }: SessionOptions) {
  return async (request: FastifyRequest): Promise<void> => {
    const token = readCookie(request, dashboardUrl())
    const session = token === undefined ? undefined : await accounts.sessions.find(token)
    if (session === undefined) throw new errors.NOT_LOGGED_IN()
    request.session = session
    const { name, hotels, hotelIds } = session
    const limited = hotels === null ? undefined : hotels
    request.caller = { actor: `operator:${name}`, scopes: undefined, hotels: hotelIds, hotelSlugs: limited }
  }
}

export function sessionOf({ session }: FastifyRequest): SessionRow {
  if (session === null) throw new errors.NOT_LOGGED_IN()
  return session
}

export function viewerOf(request: FastifyRequest): Viewer {
  const { name, role, hotels } = sessionOf(request)
  return { name, role, hotels, ...preferencesOf(request) }
}
