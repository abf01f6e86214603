import swagger from '@fastify/swagger'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { version } from '../../config/version.ts'
import type { Channel } from '../../contract/channel.ts'
import { eventComponents } from './event-schemas.ts'
import { ErrorBody, errorExamples } from './failures.ts'
import { describe, sectionOf } from './operation.ts'
import { page } from './page.ts'
import { jsonDocument } from './route-docs.ts'
import { securityOf } from './security.ts'
import { simplifySchemas } from './simplify-schemas.ts'

const ABOUT =
  'Providers post webhooks. Bellhook turns them into events, and your application reads the events as one feed.\n\n' +
  'All errors have one JSON form with a code. A path that is not listed here gets a 404 `NOT_FOUND`. On all routes below ' +
  '`/api`, a query parameter that is not listed gets a 400.'

/**
 * Registers `/docs` and `/docs/json`: a reference of all routes that are registered afterwards. Neither needs a token, because
 * neither holds data or settings. The document is made for the first request, so that no start waits for it.
 */
export const docs = fp(registerDocs, { name: 'docs' })

async function registerDocs(app: FastifyInstance, { channels }: { channels: readonly Channel[] }): Promise<void> {
  const security = securityOf(channels)
  const tags = [...new Set(['/api/', ...channels.map(({ name }) => `/webhooks/${name}`), '/'])]
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Bellhook',
        version: version(),
        description: ABOUT,
        contact: { name: 'Bellhook' },
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' }
      },
      // Relative to the document, so that requests take the way through the same proxy.
      servers: [{ url: '..', description: 'this gateway' }],
      tags: tags.map((url) => ({ name: sectionOf(url, channels), description: aboutSection(url) })),
      components: {
        securitySchemes: security.schemes,
        schemas: { Error: ErrorBody as object, ...eventComponents() },
        examples: errorExamples()
      }
    },
    transform: describe(channels, security),
    // Stripping needs an absolute URL of the server.
    stripBasePath: false
  })

  await page(app)
  // Bytes are shared by all answers. A string would be copied for each client that has not taken its answer yet.
  let document: Buffer | undefined
  app.get('/docs/json', { config: { docs: jsonDocument } }, (_request, reply) => {
    document ??= Buffer.from(JSON.stringify(simplifySchemas(app.swagger())))
    return reply.type('application/json; charset=utf-8').send(document)
  })
}

function aboutSection(url: string): string {
  if (url === '/api/') return 'Events, deliveries, current state, and replays, for your application and for operators.'
  return url === '/' ? 'Health, metrics, and this reference.' : 'Webhooks that the provider posts.'
}
