import { type Static, Type } from '@sinclair/typebox'
import type { FastifyInstance } from 'fastify'
import { EVENT_SCHEMA_RELEASE, EVENT_SCHEMA_VERSION } from '../../../schemas/events.ts'
import { notFound } from '../../contract/errors.ts'
import { eventSchemaFiles } from './event-schemas.ts'
import { eventSchema, eventSchemaList } from './route-docs.ts'

const PREFIX = `/schemas/events/${EVENT_SCHEMA_VERSION}`

const File = Type.Object({ file: Type.String({ description: 'the event type and `.json`' }) })

/** The JSON Schema of each event type. No route needs a token, because the schemas have no data and no settings. */
export async function eventSchemaRoutes(app: FastifyInstance): Promise<void> {
  // Made for the first request, so that no start waits for it. Bytes are shared by all answers.
  let files: ReadonlyMap<string, Buffer> | undefined

  app.get('/schemas/events', { config: { docs: eventSchemaList } }, async () => {
    const types = [...schemas().keys()].map((type) => [type, `${PREFIX}/${type}.json`])
    return { version: EVENT_SCHEMA_RELEASE, types: Object.fromEntries(types) }
  })

  app.get<{ Params: Static<typeof File> }>(
    `${PREFIX}/:file`,
    { config: { docs: eventSchema }, schema: { params: File } },
    async ({ params: { file } }, reply) => {
      const schema = file.endsWith('.json') ? schemas().get(file.slice(0, -'.json'.length)) : undefined
      if (schema === undefined) throw notFound('event schema')
      return reply.type('application/schema+json').send(schema)
    }
  )

  function schemas(): ReadonlyMap<string, Buffer> {
    files ??= new Map(
      [...eventSchemaFiles()]
        // The schema of events of any type refers to the other files.
        .filter(([type]) => type !== 'event')
        .map(([type, schema]) => [type, Buffer.from(JSON.stringify(schema))])
    )
    return files
  }
}
