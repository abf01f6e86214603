import { Type } from '@sinclair/typebox'
import type { RouteDocs } from '../../contract/route-docs.ts'

// The documentation of the routes of the API reference.

export const htmlPage: RouteDocs = {
  summary: 'This page',
  description: 'The gateway serves all files of the page.',
  access: 'anyone',
  replies: {
    200: { description: 'Swagger UI, which shows `/docs/json` and can send requests.', content: { 'text/html': {} } }
  }
}

export const jsonDocument: RouteDocs = {
  summary: 'The API as an OpenAPI 3.1 document',
  description: 'For generated clients. `CloudEvent` has the schema of each event type, by `type`.',
  access: 'anyone',
  link: 'https://spec.openapis.org/oas/v3.1.1.html',
  replies: {
    200: {
      description: 'The document.',
      content: { 'application/json': { schema: Type.Object({ openapi: Type.Literal('3.1.0') }) } }
    }
  }
}
