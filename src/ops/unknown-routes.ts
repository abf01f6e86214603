import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { errors } from '../errors.ts'

/** 405 with `Allow` for a known path and an unknown method, 404 for all else. Must be registered before the routes. */
export const unknownRoutes = fp(registerUnknownRoutes, { name: 'unknown-routes' })

interface UnknownRoutesOptions {
  /** A webhook came to a path or with a method that is none. */
  onLostWebhook(status: 404 | 405): void
}

async function registerUnknownRoutes(app: FastifyInstance, { onLostWebhook }: UnknownRoutesOptions): Promise<void> {
  const methods = new Map<string, Set<string>>()
  app.addHook('onRoute', ({ url, method }) => {
    const known = methods.get(trimmed(url)) ?? new Set()
    for (const name of [method].flat()) known.add(name)
    methods.set(trimmed(url), known)
  })
  app.setNotFoundHandler((request, reply) => {
    const path = trimmed(request.raw.url?.split('?', 1)[0] ?? '')
    const pattern = [...methods.keys()].find((known) => fits(known, path))
    const allowed = pattern === undefined ? undefined : methods.get(pattern)
    if (path.startsWith('/webhooks/')) onLostWebhook(allowed === undefined ? 404 : 405)
    if (allowed === undefined) throw new errors.NOT_FOUND()
    reply.header('allow', [...allowed].join(', '))
    throw new errors.METHOD_NOT_ALLOWED()
  })
}

function fits(pattern: string, path: string): boolean {
  const [wanted, given] = [pattern.split('/'), path.split('/')]
  return wanted.length === given.length && wanted.every((part, at) => part.startsWith(':') || part === given[at])
}

function trimmed(path: string): string {
  return path.length > 1 ? path.replace(/\/$/, '') : path
}
