import { Type } from '@sinclair/typebox'
import { ConsumerName, From } from '../../consumers/consumer-options.ts'
import type { ChannelApp } from '../../contract/channel.ts'
import { DestinationBody } from '../../destinations/destination-body.ts'
import type { ManagedDestinations } from '../../destinations/manage-destinations.ts'
import { ReplayBody, type ReplayDestination } from '../../destinations/replay-destination.ts'
import type { TestDestination } from '../../destinations/test-destination.ts'
import { callerOf, requireAllHotels } from '../authorize.ts'
import { DESTINATION, docsOf, ROTATED, TESTED } from './docs.ts'

const closed = { additionalProperties: false } as const
const Named = Type.Object({ name: ConsumerName })
/** A body may be left out. */
const Nothing = Type.Union([Type.Object({}, closed), Type.Null()])
const Resume = Type.Union([Type.Object({ from: Type.Optional(Type.Literal('now')) }, closed), Type.Null()])
const Position = Type.Object({ to: From }, closed)
const Rotate = Type.Union([
  Type.Object(
    {
      graceSeconds: Type.Optional(Type.Integer({ minimum: 0, maximum: 604_800 })),
      secret: Type.Optional(Type.String({ minLength: 1, maxLength: 1_000 }))
    },
    closed
  ),
  Type.Null()
])
const GRACE_SECONDS = 86_400

interface ManageRoutesOptions {
  managed: ManagedDestinations
  replay: ReplayDestination
  test: TestDestination
}

export async function destinationRoutes(
  app: ChannelApp,
  { managed, replay, test }: ManageRoutesOptions
): Promise<void> {
  // A destination gets the events of all hotels.
  app.addHook('onRequest', requireAllHotels)

  app.put(
    '/destinations/:name',
    {
      config: {
        docs: docsOf('Creates or replaces a destination', DESTINATION, ['SECRETS_KEY_MISSING']),
        // Safe: parts with another shape were removed, and required ones that are missing have a fault already.
        findFaults: ({ params }, body) => managed.findFaults(Object(params).name, body as DestinationBody)
      },
      schema: { params: Named, body: DestinationBody }
    },
    async (request, reply) => {
      const { view, isNew } = await managed.put(callerOf(request), request.params.name, request.body)
      return reply.code(isNew ? 201 : 200).send(view)
    }
  )

  app.delete(
    '/destinations/:name',
    {
      config: { docs: docsOf('Removes a destination', undefined, ['NOT_FOUND']) },
      schema: { params: Named }
    },
    async (request, reply) => {
      await managed.remove(callerOf(request), request.params.name)
      return reply.code(204).send()
    }
  )

  app.post(
    '/destinations/:name/test',
    {
      config: { docs: docsOf('Sends a signed test event', TESTED, ['NOT_FOUND']) },
      schema: { params: Named, body: Nothing }
    },
    async ({ params }) => test(params.name)
  )

  app.post(
    '/destinations/:name/pause',
    {
      config: { docs: docsOf('Pauses a destination', DESTINATION, ['NOT_FOUND']) },
      schema: { params: Named, body: Nothing }
    },
    async (request) => managed.pause(callerOf(request), request.params.name)
  )

  app.post(
    '/destinations/:name/resume',
    {
      config: { docs: docsOf('Resumes a destination', DESTINATION, ['NOT_FOUND']) },
      schema: { params: Named, body: Resume }
    },
    async (request) => managed.resume(callerOf(request), request.params.name, request.body?.from === 'now')
  )

  app.post(
    '/destinations/:name/rotate',
    {
      config: { docs: docsOf('Replaces the signing secret', ROTATED, ['NOT_FOUND', 'SECRETS_KEY_MISSING']) },
      schema: { params: Named, body: Rotate }
    },
    async (request) => {
      const { graceSeconds = GRACE_SECONDS, secret } = request.body ?? {}
      return managed.rotate(callerOf(request), request.params.name, graceSeconds, secret)
    }
  )

  app.post(
    '/destinations/:name/replay',
    {
      config: { docs: docsOf('Sends events again', { events: 3 }, ['NOT_FOUND'], 202) },
      schema: { params: Named, body: ReplayBody }
    },
    async (request, reply) => reply.code(202).send(await replay(callerOf(request), request.params.name, request.body))
  )

  app.put(
    '/destinations/:name/position',
    {
      config: { docs: docsOf('Moves the cursor', DESTINATION, ['NOT_FOUND']) },
      schema: { params: Named, body: Position }
    },
    async (request) => managed.move(callerOf(request), request.params.name, request.body.to)
  )
}
