import { setMaxListeners } from 'node:events'
import { Server as NetServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { errors } from '../contract/errors.ts'
import { addResponseHeaders } from './response-headers.ts'

declare module 'fastify' {
  interface FastifyInstance {
    /** Aborted as soon as the gateway begins to close. */
    closing: AbortSignal
  }
}

/** Requests that arrive on open connections within this time after the gateway began to close are still answered. */
const LINGER_MS = 500

/**
 * What is the same for every request: `100 Continue` only for a body that will be read, the headers of every answer, and
 * the end of the gateway.
 */
export const lifecycle = fp(registerLifecycle, { name: 'lifecycle' })

interface LifecycleOptions {
  unanswered(): number
}

async function registerLifecycle(app: FastifyInstance, { unanswered }: LifecycleOptions): Promise<void> {
  const closing = new AbortController()
  // Every live stream adds a listener.
  setMaxListeners(0, closing.signal)
  app.decorate('closing', closing.signal)

  app.addHook('preParsing', (request, reply, _payload, done) => {
    // `request.headers` of a webhook would be a copy.
    const { expect, 'content-length': length } = request.raw.headers
    // A client of HTTP/1.0 does not know `100 Continue`.
    if (expect === undefined || request.raw.httpVersion === '1.0') return done()
    if (Number(length ?? 0) > request.routeOptions.bodyLimit) return done(new errors.BODY_TOO_LARGE())
    reply.raw.writeContinue()
    done()
  })

  app.addHook('onSend', (request, reply, _payload, done) => {
    addResponseHeaders(request, reply)
    if (closing.signal.aborted) reply.header('connection', 'close')
    done()
  })

  // New connections are refused, each answer ends its connection, and requests that are still on their way on an open
  // connection are answered: Twilio does not repeat them. Answers without an end of their own listen to `closing`.
  app.addHook('preClose', async () => {
    closing.abort()
    if (!app.server.listening) return
    // The close() of http would break idle connections at once.
    NetServer.prototype.close.call(app.server)
    const began = performance.now()
    while (unanswered() > 0 || performance.now() - began < LINGER_MS) await sleep(20)
  })
}
