import { Type } from '@sinclair/typebox'
import type { Hotels } from '../../accounts/manage-hotels.ts'
import type { ChannelApp } from '../../contract/channel.ts'
import { errors } from '../../contract/errors.ts'
import { callerOf } from '../authorize.ts'
import { CURSOR, docsOf, HOTEL } from './docs.ts'
import { hideImpossibleNames, Label, ListQuery, pageOf, Slug, toListCursor } from './list.ts'

const Named = Type.Object({ slug: Slug })
const Country = Type.Optional(Type.Union([Type.String(), Type.Null()]))
export const NewHotel = Type.Object(
  { slug: Slug, name: Label, timeZone: Type.String(), country: Country },
  { additionalProperties: false }
)
const HotelChange = Type.Object(
  {
    name: Type.Optional(Label),
    timeZone: Type.Optional(Type.String()),
    country: Country,
    version: Type.Optional(Type.Integer())
  },
  { additionalProperties: false }
)

export async function hotelRoutes(app: ChannelApp, { hotels }: { hotels: Hotels }): Promise<void> {
  app.setErrorHandler(hideImpossibleNames)
  app.get(
    '/hotels',
    { config: { docs: docsOf('Hotels', { hotels: [HOTEL], cursor: CURSOR }) }, schema: { querystring: ListQuery } },
    async (request) => {
      const { hotels: found, last } = await hotels.list(callerOf(request), pageOf(request.query))
      return { hotels: found, cursor: toListCursor(last) }
    }
  )

  app.get(
    '/hotels/:slug',
    { config: { docs: docsOf('One hotel', HOTEL, ['NOT_FOUND']) }, schema: { params: Named } },
    async (request) => hotels.get(callerOf(request), request.params.slug)
  )

  app.post(
    '/hotels',
    { config: { docs: docsOf('Creates a hotel', HOTEL, ['ALREADY_EXISTS'], 201) }, schema: { body: NewHotel } },
    async (request, reply) => {
      const caller = callerOf(request)
      // Its caller could not see the new hotel.
      if (caller.hotels !== null) throw new errors.FORBIDDEN()
      const { country = null, ...hotel } = request.body
      return reply.code(201).send(await hotels.create(caller, { ...hotel, country }))
    }
  )

  app.patch(
    '/hotels/:slug',
    {
      config: { docs: docsOf('Changes a hotel', HOTEL, ['NOT_FOUND', 'VERSION_CONFLICT']) },
      schema: { params: Named, body: HotelChange }
    },
    async (request) => hotels.update(callerOf(request), request.params.slug, request.body)
  )

  app.delete(
    '/hotels/:slug',
    { config: { docs: docsOf('Removes a hotel', undefined, ['NOT_FOUND', 'IN_USE']) }, schema: { params: Named } },
    async (request, reply) => {
      await hotels.remove(callerOf(request), request.params.slug)
      return reply.code(204).send()
    }
  )
}
