import { Type } from '@sinclair/typebox'
import { ConsumerName } from '../../consumers/consumer-options.ts'
import type { ConsumerServices } from '../../consumers/consumer-services.ts'
import type { ChannelApp } from '../../contract/channel.ts'
import type { Database } from '../../db/connect.ts'
import { ListQuery } from '../accounts/list.ts'
import { callerOf } from '../authorize.ts'
import { deadLetterPage } from './dead-letters.ts'
import { CONSUMER, DEAD_LETTERS, docsOf } from './docs.ts'

const Named = Type.Object({ name: ConsumerName })

interface ReadRoutesOptions {
  consumers: Pick<ConsumerServices, 'managed'>
  database: Pick<Database, 'query'>
}

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
      config: { docs: docsOf('Events that were given up', DEAD_LETTERS, ['NOT_FOUND']) },
      schema: { params: Named, querystring: ListQuery }
    },
    async (request) => {
      const { id } = await managed.find(request.params.name, callerOf(request))
      return deadLetterPage(database.query, id, request.query)
    }
  )
}
