import { Type } from '@sinclair/typebox'
import { ConsumerName } from '../../consumers/consumer-options.ts'
import type { ConsumerServices } from '../../consumers/consumer-services.ts'
import type { ChannelApp } from '../../contract/channel.ts'
import type { Database } from '../../db/connect.ts'
import { readDeadLetters } from '../../db/consumers/exceptions.ts'
import { fromDatabase } from '../../db/instant.ts'
import { fromListCursor, ListQuery, toListCursor } from '../accounts/list.ts'
import { callerOf } from '../authorize.ts'
import { CONSUMER, DEAD_LETTERS, docsOf } from './docs.ts'

const Named = Type.Object({ name: ConsumerName })

interface ReadRoutesOptions {
  consumers: Pick<ConsumerServices, 'managed'>
  database: Pick<Database, 'query'>
}

/** Routes that show named consumers. */
export async function consumerReadRoutes(
  app: ChannelApp,
  { consumers: { managed }, database }: ReadRoutesOptions
): Promise<void> {
  app.get(
    '/consumers',
    { config: { docs: docsOf('Named consumers', { consumers: [CONSUMER] }) } },
    async (request) => ({
      consumers: await managed.list(callerOf(request))
    })
  )

  app.get(
    '/consumers/:name',
    { config: { docs: docsOf('One named consumer', CONSUMER, ['NOT_FOUND']) }, schema: { params: Named } },
    async (request) => managed.get(request.params.name, callerOf(request))
  )

  app.get(
    '/consumers/:name/dead-letters',
    {
      config: { docs: docsOf('Events that were given up', DEAD_LETTERS, ['NOT_FOUND', 'UNKNOWN_CURSOR']) },
      schema: { params: Named, querystring: ListQuery }
    },
    async (request) => {
      const { after, limit } = request.query
      const { id } = await managed.find(request.params.name, callerOf(request))
      const from = fromListCursor(after)
      const rows = await readDeadLetters(database.query, id, { after: from, limit })
      const deadLetters = rows.map(({ at, event, type, subject, attempts, status, problem }) => ({
        ...{ at: fromDatabase(at), event, type, subject, attempts, status, problem }
      }))
      return { deadLetters, cursor: toListCursor(rows.at(-1)?.position ?? from) }
    }
  )
}
