import { Type } from '@sinclair/typebox'
import { OneOf } from '../../../schemas/common.ts'
import type { Operators } from '../../accounts/manage-operators.ts'
import type { ChannelApp } from '../../contract/channel.ts'
import { callerOf, requireApiToken } from '../authorize.ts'
import { CURSOR, docsOf, OPERATOR } from './docs.ts'
import { Name } from './key-routes.ts'
import { hideImpossibleNames, ListQuery, pageOf, Slug, toListCursor } from './list.ts'

const Role = OneOf('viewer', 'operator', 'admin')
const Hotels = Type.Optional(Type.Union([Type.Array(Slug, { minItems: 1, maxItems: 1_000 }), Type.Null()]))
// ASCII only: letters that look alike or that have the same lower case would lead to somebody else.
const Email = Type.String({
  pattern: '^[\\x21-\\x3f\\x41-\\x7e]+@[\\x21-\\x3f\\x41-\\x7e]+$',
  maxLength: 254,
  errorMessage: 'must be a mail address like mara@example.com'
})
const OptionalEmail = Type.Optional(
  Type.Union([Email, Type.Null()], { errorMessage: 'must be a mail address or null' })
)
const Named = Type.Object({ name: Name })
export const NewOperator = Type.Object(
  { name: Name, role: Role, hotels: Hotels, email: OptionalEmail },
  { additionalProperties: false }
)
export const OperatorChange = Type.Object(
  { role: Type.Optional(Role), hotels: Hotels, email: OptionalEmail },
  { additionalProperties: false }
)
const NEW = { ...OPERATOR, url: 'https://hooks.example.com/setup/…', endsAt: OPERATOR.createdAt }

/** Routes that manage operators. An API key cannot add operators. */
export async function operatorRoutes(app: ChannelApp, { operators }: { operators: Operators }): Promise<void> {
  app.setErrorHandler(hideImpossibleNames)
  app.addHook('preValidation', requireApiToken)
  app.get(
    '/operators',
    {
      config: { docs: docsOf('Operators', { operators: [OPERATOR], cursor: CURSOR }, ['FORBIDDEN']) },
      schema: { querystring: ListQuery }
    },
    async (request) => {
      const { operators: found, last } = await operators.list(pageOf(request.query))
      return { operators: found, cursor: toListCursor(last) }
    }
  )

  app.post(
    '/operators',
    {
      config: { docs: docsOf('Adds an operator', NEW, ['FORBIDDEN', 'ALREADY_EXISTS'], 201) },
      schema: { body: NewOperator }
    },
    async (request, reply) => reply.code(201).send(await operators.create(callerOf(request), request.body))
  )

  app.patch(
    '/operators/:name',
    {
      config: {
        docs: docsOf("Changes an operator, and ends the operator's sessions", OPERATOR, [
          'FORBIDDEN',
          'NOT_FOUND',
          'ALREADY_EXISTS'
        ])
      },
      schema: { params: Named, body: OperatorChange }
    },
    async (request) => operators.update(callerOf(request), request.params.name, request.body)
  )

  app.delete(
    '/operators/:name',
    {
      config: { docs: docsOf('Removes an operator', undefined, ['FORBIDDEN', 'NOT_FOUND']) },
      schema: { params: Named }
    },
    async (request, reply) => {
      await operators.remove(callerOf(request), request.params.name)
      return reply.code(204).send()
    }
  )
}
