import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { compileValidator } from '../http/validator.ts'
import { readBody } from './read-body.ts'

/** One media type for all bodies: Fastify looks up the parser of a type that it knows in a cache. */
const BYTES = 'application/octet-stream'
const AS_BYTES = { 'content-type': BYTES }

/**
 * Keeps the bodies of webhooks as bytes: Fastify must neither decode a body nor refuse its media type before the sender
 * is verified. `interpret` decodes them later, and validates them with the schema that the route declares.
 */
export const rawBodies = fp(registerRawBodies, { name: 'raw-bodies' })

type Part = Parameters<typeof compileValidator>[0]

async function registerRawBodies(app: FastifyInstance): Promise<void> {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(BYTES, readBody)
  app.decorateRequest('accepted', null)
  app.addHook('onRequest', (request, _reply, done) => {
    // Fastify answers 415 to a Content-Type that it cannot parse. The raw request keeps what the sender sent.
    request.headers = AS_BYTES
    done()
  })
  app.setValidatorCompiler((route: Part) => (route.httpPart === 'body' ? () => true : compileValidator(route)))
}
