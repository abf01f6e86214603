import { Type } from '@sinclair/typebox'
import { ConsumerName } from '../../consumers/consumer-options.ts'
import type { ChannelApp } from '../../contract/channel.ts'
import type { Database } from '../../db/connect.ts'
import { readAttempts } from '../../db/consumers/exceptions.ts'
import { fromDatabase } from '../../db/instant.ts'
import type { ManagedDestinations } from '../../destinations/manage-destinations.ts'
import { ListQuery, toListCursor } from '../accounts/list.ts'
import { requireAllHotels } from '../authorize.ts'
import { cursorOf } from '../consumers/cursor-of.ts'
import { deadLetterPage } from '../consumers/dead-letters.ts'
import { ATTEMPTS, DEAD_LETTERS, DESTINATION, docsOf } from './docs.ts'

const Named = Type.Object({ name: ConsumerName })
const AttemptQuery = Type.Object(
  {
    before: Type.Optional(Type.String({ description: 'cursor of an earlier answer' })),
    limit: ListQuery.properties.limit
  },
  { additionalProperties: false }
)

interface ReadRoutesOptions {
  managed: ManagedDestinations
  database: Pick<Database, 'query'>
}

export async function destinationReadRoutes(app: ChannelApp, { managed, database }: ReadRoutesOptions): Promise<void> {
  // A destination gets the events of all hotels.
  app.addHook('onRequest', requireAllHotels)

  app.get('/destinations', { config: { docs: docsOf('Destinations', { destinations: [DESTINATION] }) } }, async () => ({
    destinations: await managed.list()
  }))

  app.get(
    '/destinations/:name',
    {
      config: { docs: docsOf('One destination', DESTINATION, ['NOT_FOUND']) },
      schema: { params: Named }
    },
    async ({ params }) => managed.get(params.name)
  )

  app.get(
    '/destinations/:name/attempts',
    {
      config: { docs: docsOf('Attempts, newest first', ATTEMPTS, ['NOT_FOUND']) },
      schema: { params: Named, querystring: AttemptQuery }
    },
    async ({ params, query: { before, limit } }) => {
      const { id } = await managed.find(params.name)
      const from = before === undefined ? Number.MAX_SAFE_INTEGER : cursorOf('before', before)
      const rows = await readAttempts(database.query, id, { before: from, limit })
      const attempts = rows.map(({ at, event, attempt, status, ms, problem }) => ({
        ...{ at: fromDatabase(at), event, attempt, status, ms, problem }
      }))
      return { attempts, cursor: toListCursor(rows.at(-1)?.id ?? Math.min(from, Number.MAX_SAFE_INTEGER)) }
    }
  )

  app.get(
    '/destinations/:name/dead-letters',
    {
      config: { docs: docsOf('Events that were given up', DEAD_LETTERS, ['NOT_FOUND']) },
      schema: { params: Named, querystring: ListQuery }
    },
    async ({ params, query }) => {
      const { id } = await managed.find(params.name)
      return deadLetterPage(database.query, id, query)
    }
  )
}
