import { Type } from '@sinclair/typebox'
import { Instant } from '../../../schemas/common.ts'
import type { ApiKeys } from '../../accounts/manage-keys.ts'
import type { ChannelApp } from '../../contract/channel.ts'
import { callerOf, requireApiToken } from '../authorize.ts'
import { CURSOR, docsOf, KEY } from './docs.ts'
import { hideImpossibleNames, ListQuery, pageOf, Slug, toListCursor } from './list.ts'

export const Name = Type.String({
  pattern: '^[A-Za-z0-9][A-Za-z0-9._-]*$',
  maxLength: 64,
  errorMessage: 'must be a name: letters, digits, ".", "_", and "-", at most 64 characters'
})
const Named = Type.Object({ name: Name })
export const NewKey = Type.Object(
  {
    name: Name,
    scopes: Type.Array(Type.String(), { minItems: 1, maxItems: 20 }),
    hotels: Type.Optional(Type.Union([Type.Array(Slug, { minItems: 1, maxItems: 1_000 }), Type.Null()])),
    endsAt: Type.Optional(Type.Union([Instant, Type.Null()]))
  },
  { additionalProperties: false }
)
const Overlap = Type.Integer({
  minimum: 0,
  maximum: 604_800,
  errorMessage: 'must be a whole number of seconds from 0 to 604800'
})
const Rotation = Type.Object({ overlapSeconds: Type.Optional(Overlap) }, { additionalProperties: false })
const DAY_SECONDS = 86_400

/** Routes that manage API keys. A key cannot create keys. */
export async function keyRoutes(app: ChannelApp, { keys }: { keys: ApiKeys }): Promise<void> {
  app.setErrorHandler(hideImpossibleNames)
  app.addHook('preValidation', requireApiToken)
  app.get(
    '/keys',
    {
      config: { docs: docsOf('API keys', { keys: [KEY], cursor: CURSOR }, ['FORBIDDEN']) },
      schema: { querystring: ListQuery }
    },
    async (request) => {
      const { keys: found, last } = await keys.list(pageOf(request.query))
      return { keys: found, cursor: toListCursor(last) }
    }
  )

  app.post(
    '/keys',
    {
      config: {
        docs: docsOf('Creates an API key', { ...KEY, key: 'bh_live_…' }, ['FORBIDDEN', 'ALREADY_EXISTS'], 201)
      },
      schema: { body: NewKey }
    },
    async (request, reply) => reply.code(201).send(await keys.create(callerOf(request), request.body))
  )

  app.post(
    '/keys/:name/rotate',
    {
      config: {
        docs: docsOf('Replaces an API key', { ...KEY, key: 'bh_live_…', oldUntil: KEY.endsAt }, [
          'FORBIDDEN',
          'NOT_FOUND',
          'ROTATION_RUNNING'
        ])
      },
      schema: { params: Named, body: Type.Optional(Type.Union([Rotation, Type.Null()])) }
    },
    async (request) => keys.rotate(callerOf(request), request.params.name, request.body?.overlapSeconds ?? DAY_SECONDS)
  )

  app.delete(
    '/keys/:name',
    {
      config: { docs: docsOf('Revokes an API key', undefined, ['FORBIDDEN', 'NOT_FOUND']) },
      schema: { params: Named }
    },
    async (request, reply) => {
      await keys.revoke(callerOf(request), request.params.name)
      return reply.code(204).send()
    }
  )
}
