import { Type } from '@sinclair/typebox'
import { EVENT_SCHEMA_RELEASE, EVENT_SCHEMA_VERSION } from '../../../schemas/events.ts'
import { jsonReply, type RouteDocs } from '../../contract/route-docs.ts'

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

const EXAMPLE = `/schemas/events/${EVENT_SCHEMA_VERSION}/message.received.json`

export const eventSchemaList: RouteDocs = {
  summary: 'Event types and their JSON Schemas',
  description:
    'The path of the schema of each event type. The first number of `version` changes when a schema is no longer compatible.',
  access: 'anyone',
  replies: {
    200: jsonReply(
      'The list.',
      { list: { version: EVENT_SCHEMA_RELEASE, types: { 'message.received': EXAMPLE } } },
      Type.Object({ version: Type.String(), types: Type.Record(Type.String(), Type.String()) })
    )
  }
}

export const eventSchema: RouteDocs = {
  summary: 'The JSON Schema of one event type',
  description: 'Draft 2020-12. It describes the whole event, and refers to no other file.',
  access: 'anyone',
  link: 'https://json-schema.org/draft/2020-12',
  replies: {
    200: {
      description: 'The schema.',
      // A property named $id would make the schema of this answer look like a schema of its own.
      content: { 'application/schema+json': { schema: Type.Object({}, { description: 'a JSON Schema' }) } }
    }
  },
  errors: ['NOT_FOUND']
}
