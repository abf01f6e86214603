import { Type } from '@sinclair/typebox'
import { Instant, OneOf } from '../../../schemas/common.ts'
import type { AccountServices } from '../../accounts/accounts.ts'
import type { ChannelApp } from '../../contract/channel.ts'
import { callerOf } from '../authorize.ts'
import { Uuid } from '../parameters.ts'
import { ACCOUNT, CURSOR, docsOf, SECRET, UNCLAIMED } from './docs.ts'
import { hideImpossibleNames, Label, ListQuery, OptionalSlug, pageOf, Slug, toListCursor } from './list.ts'

const Named = Type.Object({ slug: Slug })
const Value = Type.String({
  minLength: 1,
  maxLength: 255,
  pattern: '^[^\\u0000-\\u001f\\u007f]*$',
  errorMessage: 'must have 1 to 255 characters'
})
const OptionalLabel = Type.Optional(Type.Union([Label, Type.Null()]))
const OptionalInstant = Type.Optional(Type.Union([Instant, Type.Null()]))
const IdPath = Type.Object({ slug: Slug, type: Type.String(), value: Value })
const SecretPath = Type.Object({ slug: Slug, id: Uuid })
export const NewSecret = Type.Object(
  { purpose: Type.String(), value: Type.String({ maxLength: 4_096 }), endsAt: OptionalInstant },
  { additionalProperties: false }
)
export const NewId = Type.Object(
  { type: Type.String(), value: Value, hotel: OptionalSlug, label: OptionalLabel },
  { additionalProperties: false }
)
export const NewAccount = Type.Object(
  {
    slug: Slug,
    kind: Type.String(),
    name: Label,
    hotel: OptionalSlug,
    ids: Type.Optional(Type.Array(NewId, { maxItems: 1_000 })),
    secrets: Type.Optional(Type.Array(NewSecret, { maxItems: 16 }))
  },
  { additionalProperties: false }
)
export const AccountChange = Type.Object(
  {
    name: Type.Optional(Label),
    hotel: OptionalSlug,
    state: Type.Optional(OneOf('active', 'paused')),
    version: Type.Optional(Type.Integer())
  },
  { additionalProperties: false }
)
const IdChange = Type.Object({ hotel: OptionalSlug, label: OptionalLabel }, { additionalProperties: false })
const Confirm = Type.Object({ confirm: Type.Optional(Type.String()) }, { additionalProperties: false })
const SecretEnd = Type.Object({ endsAt: Instant }, { additionalProperties: false })
const Claim = Type.Object({ account: Slug, hotel: OptionalSlug }, { additionalProperties: false })

type Services = Pick<AccountServices, 'accounts' | 'secrets' | 'unclaimed'>

export async function accountRoutes(app: ChannelApp, { accounts, secrets, unclaimed }: Services): Promise<void> {
  app.setErrorHandler(hideImpossibleNames)
  app.get(
    '/accounts',
    {
      config: { docs: docsOf('Accounts', { accounts: [ACCOUNT], cursor: CURSOR }) },
      schema: { querystring: ListQuery }
    },
    async (request) => {
      const { accounts: found, last } = await accounts.list(callerOf(request), pageOf(request.query))
      return { accounts: found, cursor: toListCursor(last) }
    }
  )

  app.get(
    '/accounts/:slug',
    { config: { docs: docsOf('One account', ACCOUNT, ['NOT_FOUND']) }, schema: { params: Named } },
    async (request) => accounts.get(callerOf(request), request.params.slug)
  )

  app.post(
    '/accounts',
    {
      config: { docs: docsOf('Creates an account', ACCOUNT, ['ALREADY_EXISTS', 'SECRETS_KEY_MISSING'], 201) },
      schema: { body: NewAccount }
    },
    async (request, reply) => reply.code(201).send(await accounts.create(callerOf(request), request.body))
  )

  app.patch(
    '/accounts/:slug',
    {
      config: { docs: docsOf('Changes, pauses, or resumes an account', ACCOUNT, ['NOT_FOUND', 'VERSION_CONFLICT']) },
      schema: { params: Named, body: AccountChange }
    },
    async (request) => accounts.update(callerOf(request), request.params.slug, request.body)
  )

  app.delete(
    '/accounts/:slug',
    {
      config: { docs: docsOf('Removes an account', undefined, ['NOT_FOUND', 'IN_USE']) },
      schema: { params: Named, querystring: Confirm }
    },
    async (request, reply) => {
      await accounts.remove(callerOf(request), request.params.slug, request.query.confirm)
      return reply.code(204).send()
    }
  )

  app.put(
    '/accounts/:slug/ids/:type/:value',
    {
      config: { docs: docsOf('Gives an id to an account', ACCOUNT, ['NOT_FOUND', 'ALREADY_EXISTS']) },
      schema: { params: IdPath, body: Type.Optional(Type.Union([IdChange, Type.Null()])) }
    },
    async (request) => {
      const { slug, type, value } = request.params
      return accounts.putId(callerOf(request), slug, { type, value, ...request.body })
    }
  )

  app.delete(
    '/accounts/:slug/ids/:type/:value',
    { config: { docs: docsOf('Takes an id from an account', undefined, ['NOT_FOUND']) }, schema: { params: IdPath } },
    async (request, reply) => {
      const { slug, type, value } = request.params
      await accounts.removeId(callerOf(request), slug, type, value)
      return reply.code(204).send()
    }
  )

  app.post(
    '/accounts/:slug/secrets',
    {
      config: { docs: docsOf('Adds a secret', SECRET, ['NOT_FOUND', 'ALREADY_EXISTS', 'SECRETS_KEY_MISSING'], 201) },
      schema: { params: Named, body: NewSecret }
    },
    async (request, reply) =>
      reply.code(201).send(await secrets.add(callerOf(request), request.params.slug, request.body))
  )

  app.patch(
    '/accounts/:slug/secrets/:id',
    {
      config: { docs: docsOf('Ends a secret at a time', SECRET, ['NOT_FOUND']) },
      schema: { params: SecretPath, body: SecretEnd }
    },
    async (request) => {
      const { slug, id } = request.params
      return secrets.end(callerOf(request), slug, id, request.body.endsAt)
    }
  )

  app.delete(
    '/accounts/:slug/secrets/:id',
    { config: { docs: docsOf('Removes a secret', undefined, ['NOT_FOUND']) }, schema: { params: SecretPath } },
    async (request, reply) => {
      await secrets.remove(callerOf(request), request.params.slug, request.params.id)
      return reply.code(204).send()
    }
  )

  app.get(
    '/unclaimed',
    {
      config: { docs: docsOf('Ids that no account has', { unclaimed: [UNCLAIMED], cursor: CURSOR }) },
      schema: { querystring: ListQuery }
    },
    async (request) => {
      const { unclaimed: found, last } = await unclaimed.list(callerOf(request), pageOf(request.query))
      return { unclaimed: found, cursor: toListCursor(last) }
    }
  )

  app.post(
    '/unclaimed/:id/claim',
    {
      config: { docs: docsOf('Gives an id to an account, and reads its deliveries', ACCOUNT, ['NOT_FOUND']) },
      schema: { params: Type.Object({ id: Type.String() }), body: Claim }
    },
    async (request) => unclaimed.claim(callerOf(request), request.params.id, request.body)
  )
}
