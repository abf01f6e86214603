import { setMaxListeners } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { Server as NetServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { TSchema } from '@sinclair/typebox'
import { Value } from '@sinclair/typebox/value'
import { type FastifyHttpOptions, type FastifyInstance, LogController, type RawServerDefault } from 'fastify'
import fp from 'fastify-plugin'
import { check } from '../../schemas/check.ts'
import { type Admission, BODY_LIMIT } from '../admission.ts'
import { whenAnswered } from '../answered.ts'
import type { Config } from '../config.ts'
import { ShapeError } from '../errors.ts'
import { handleError } from './error-handler.ts'

/** Connections that wait to be accepted. With Node's own 511, a burst of more waits for retransmissions, for seconds. */
export const BACKLOG = 4096

const LINGER_MS = 500

/** Node's own defaults, and Fastify's, leave a slow or silent socket open for minutes or for ever. */
const TIMEOUTS = {
  requestTimeout: 30_000,
  headersTimeout: 15_000,
  keepAliveTimeout: 5_000,
  connectionsCheckingInterval: 1_000
}
const SILENCE_MS = 30_000

/** `turnAway` sees each request before the framework does, and returns true for one that it has answered. */
export function httpOptions({ trustProxy }: Config, { turnAway }: Pick<Admission, 'turnAway'>) {
  return {
    bodyLimit: BODY_LIMIT,
    serverFactory: (handle: RequestListener) =>
      createServer(TIMEOUTS, (request, response) => {
        if (!turnAway(request, response)) handle(request, response)
      }).setTimeout(SILENCE_MS),
    forceCloseConnections: 'idle',
    // Twilio does not repeat a request that got a 503, and a request on an open socket can still be served.
    return503OnClosing: false,
    trustProxy: trustProxy.length > 0 ? [...trustProxy] : false,
    requestIdHeader: false,
    // A logger for each request costs more than what is logged; who needs the id logs it.
    childLoggerFactory: (logger) => logger,
    logController: new LogController({ disableRequestLogging: true }),
    frameworkErrors: handleError,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 2048 }
  } as const satisfies FastifyHttpOptions<RawServerDefault>
}

/**
 * One validator for everything. Bodies are never coerced, stripped or filled in, because what is stored must be what
 * was sent; parameters are text by nature, so they are converted.
 */
export function compileValidator({ schema, httpPart }: { schema: TSchema; httpPart?: string }) {
  const violations = check(schema)
  return (given: unknown) => {
    const value = httpPart === 'body' ? given : Value.Convert(schema, Value.Default(schema, Value.Clone(given)))
    const found = violations(value)
    return found.length === 0 ? { value } : { error: new ShapeError(found) }
  }
}

/**
 * While closing, nobody new is let in, each answer ends its connection (a client that keeps one alive would hold up the
 * end for minutes), and what is still on its way on an open connection is waited for: Twilio does not repeat it. Answers
 * that have no end of their own end when `closing` says so.
 */
export const closeConnections = fp(registerCloseConnections, { name: 'close-connections' })

declare module 'fastify' {
  interface FastifyInstance {
    /** Aborted as soon as the gateway begins to close. */
    closing: AbortSignal
  }
}

async function registerCloseConnections(app: FastifyInstance): Promise<void> {
  const closing = new AbortController()
  let active = 0
  // As many listen as there are answers without an end.
  setMaxListeners(0, closing.signal)
  app.decorate('closing', closing.signal)
  app.addHook('onRequest', (_request, reply, done) => {
    active++
    whenAnswered(reply.raw, () => {
      active--
    })
    done()
  })
  app.addHook('preClose', async () => {
    closing.abort()
    if (!app.server.listening) return
    // Not http's close, which breaks idle connections at once.
    NetServer.prototype.close.call(app.server)
    const began = performance.now()
    while (active > 0 || performance.now() - began < LINGER_MS) await sleep(20)
  })
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (closing.signal.aborted) reply.header('connection', 'close')
    done()
  })
}
