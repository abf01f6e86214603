import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { errors } from '../contract/errors.ts'
import { singleSlashes } from './single-slashes.ts'

/**
 * Answers 405 with `Allow` for a known path and an unknown method, and 404 for everything else, from the headers alone.
 * Must be registered before the routes, and before anything that asks for the body.
 */
export const unknownRoutes = fp(registerUnknownRoutes, { name: 'unknown-routes' })

interface UnknownRoutesOptions {
  /** A webhook came to a path, or with a method, that no channel has. */
  onLostWebhook(status: 404 | 405): void
  /** A request came to a path that no route has. Without the query, which may hold a token. */
  onUnknownPath(path: string): void
}

interface Route {
  /** Segments of its path. */
  parts: readonly string[]
  methods: Set<string>
}

/** No route has as many segments. */
const MOST_PARTS = 16

async function registerUnknownRoutes(
  app: FastifyInstance,
  { onLostWebhook, onUnknownPath }: UnknownRoutesOptions
): Promise<void> {
  const routes = new Map<string, Route>()
  app.addHook('onRoute', ({ url, method }) => {
    const path = trimmed(url)
    const route = routes.get(path) ?? { parts: path.split('/'), methods: new Set() }
    for (const name of [method].flat()) route.methods.add(name)
    routes.set(path, route)
  })
  // The framework would buffer and parse the body before it calls the handler for unknown routes.
  app.addHook('preParsing', (request, reply, _payload, done) => {
    done(request.is404 ? failure(request, reply) : null)
  })
  // A route may still say that it does not know the request.
  app.setNotFoundHandler((request, reply) => {
    throw failure(request, reply)
  })

  function failure({ raw, originalUrl }: FastifyRequest, reply: FastifyReply): Error {
    const path = trimmed(raw.url?.split('?', 1)[0] ?? '')
    // Paths may be 40 KiB of slashes.
    const parts = path.split('/', MOST_PARTS)
    const route = routes.get(path) ?? [...routes.values()].find((known) => fits(known, parts))
    if (path.startsWith('/webhooks/')) onLostWebhook(route === undefined ? 404 : 405)
    if (route === undefined) {
      onUnknownPath(originalUrl.split('?', 1)[0] ?? '')
      return new errors.NOT_FOUND()
    }
    reply.header('allow', [...route.methods].join(', '))
    return new errors.METHOD_NOT_ALLOWED()
  }
}

function fits({ parts }: Route, given: readonly string[]): boolean {
  return parts.length === given.length && parts.every((part, at) => part.startsWith(':') || part === given[at])
}

/** One slash between segments, and none at the end, as the router reads a path. */
function trimmed(path: string): string {
  const single = singleSlashes(path)
  return single.length > 1 ? single.replace(/\/$/, '') : single
}
