import { createHash } from 'node:crypto'
import swagger from '@fastify/swagger'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { version } from '../../config/version.ts'
import type { Channel } from '../../contract/channel.ts'
import { type Document, plain } from './document.ts'
import { ErrorBody, errorExamples } from './failures.ts'
import { describe, sectionOf } from './operation.ts'
import { page } from './page.ts'
import { htmlPage, jsonDocument } from './route-docs.ts'
import { securityOf } from './security.ts'
import { STYLE } from './style.ts'

const ABOUT =
  'Providers post webhooks; what they say becomes events, which your application reads as one feed.\n\n' +
  'Every error is JSON of one form with a code, see docs/errors.md. A path that is not here answers 404 `NOT_FOUND`, and a query ' +
  'parameter that is not described answers 400 on every route of the API.'

const HEADERS = {
  // No script, no frame, no request to anywhere: texts of adapters come from other packages.
  'content-security-policy': [
    "default-src 'none'",
    `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'"
  ].join('; '),
  'referrer-policy': 'no-referrer'
}

/**
 * `/docs` and `/docs/json`: OpenAPI of all routes that are registered after it. Both are made for the first request, so that no
 * start waits for them. They need no token, because they hold no data and no setting, only what the source says as well.
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
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' }
      },
      tags: tags.map((url) => ({ name: sectionOf(url, channels) })),
      components: {
        securitySchemes: security.schemes,
        schemas: { Error: ErrorBody as object },
        examples: errorExamples()
      }
    },
    transform: describe(channels, security)
  })

  // As bytes, so that all answers share them: a string would be copied for each client that has not taken its answer yet.
  let made: { json: Buffer; html: Buffer } | undefined
  function make() {
    const json = JSON.stringify(plain(app.swagger()))
    const document: Document = JSON.parse(json)
    made = { json: Buffer.from(json), html: Buffer.from(page(document)) }
    return made
  }

  app.get('/docs', { config: { docs: htmlPage } }, async (_request, reply) =>
    reply
      .headers(HEADERS)
      .type('text/html; charset=utf-8')
      .send((made ?? make()).html)
  )
  app.get('/docs/json', { config: { docs: jsonDocument } }, async (_request, reply) =>
    reply.type('application/json; charset=utf-8').send((made ?? make()).json)
  )
}
