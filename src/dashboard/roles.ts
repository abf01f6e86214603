import type { FastifyRequest } from 'fastify'
import { roleMissing } from '../contract/errors.ts'
import type { Role } from '../db/accounts/operators.ts'

const RANK: Readonly<Record<Role, number>> = { viewer: 0, operator: 1, admin: 2 }
const READABLE = /^\/app\/api\/(hotels|accounts|unclaimed|me)(\/|$)/

/** Refuses a request that needs a higher role. Its body is not validated yet. */
export function requireRole(role: Role, request: Pick<FastifyRequest, 'method' | 'routeOptions' | 'body'>): void {
  const needed = roleFor(request)
  requireRank(role, needed)
}

export function requireRank(role: Role, needed: Role): void {
  if (RANK[role] < RANK[needed]) throw roleMissing(needed)
}

function roleFor({
  method,
  routeOptions: { url = '' },
  body
}: Pick<FastifyRequest, 'method' | 'routeOptions' | 'body'>): Role {
  if (method === 'GET' || method === 'HEAD') return READABLE.test(url) ? 'viewer' : 'admin'
  if (url === '/app/api/unclaimed/:id/claim') return 'operator'
  return url === '/app/api/accounts/:slug' && method === 'PATCH' && onlyPauses(body) ? 'operator' : 'admin'
}

/** Pausing and resuming is all that the change does. */
function onlyPauses(body: unknown): boolean {
  const names = Object.keys(Object(body))
  return names.includes('state') && names.every((name) => name === 'state' || name === 'version')
}
