import { Type } from '@sinclair/typebox'
import { ConsumerName, ConsumerOptions, From } from '../../consumers/consumer-options.ts'
import type { ConsumerServices } from '../../consumers/consumer-services.ts'
import type { ConsumerChange } from '../../consumers/manage-consumers.ts'
import type { ChannelApp } from '../../contract/channel.ts'
import { callerOf } from '../authorize.ts'
import { CONSUMER, docsOf } from './docs.ts'

const Named = Type.Object({ name: ConsumerName })
/** A body may be left out. */
const Body = Type.Union([Type.Object(ConsumerOptions, { additionalProperties: false }), Type.Null()])
const Position = Type.Object({ to: From }, { additionalProperties: false })

export async function consumerRoutes(app: ChannelApp, { managed }: Pick<ConsumerServices, 'managed'>): Promise<void> {
  app.put(
    '/consumers/:name',
    {
      config: {
        docs: docsOf('Creates or changes a named consumer', CONSUMER, ['NOT_FOUND']),
        // Safe: parts with another shape were removed.
        findFaults: (request, body) =>
          managed.findFaults(callerOf(request), Object(request.params).name, body as ConsumerChange)
      },
      schema: { params: Named, body: Body }
    },
    async (request, reply) => {
      const caller = callerOf(request)
      const { isNew } = await managed.put(caller, request.params.name, request.body ?? {})
      return reply.code(isNew ? 201 : 200).send(await managed.get(request.params.name, caller))
    }
  )

  app.delete(
    '/consumers/:name',
    { config: { docs: docsOf('Removes a named consumer', undefined, ['NOT_FOUND']) }, schema: { params: Named } },
    async (request, reply) => {
      await managed.remove(callerOf(request), request.params.name)
      return reply.code(204).send()
    }
  )

  app.put(
    '/consumers/:name/position',
    {
      config: { docs: docsOf('Moves the cursor of a named consumer', CONSUMER, ['NOT_FOUND']) },
      schema: { params: Named, body: Position }
    },
    async (request) => managed.move(callerOf(request), request.params.name, request.body.to)
  )
}
