import { type Static, Type } from '@sinclair/typebox'
import type { FastifyReply } from 'fastify'
import type { Limits } from '../config/limits.ts'
import type { ChannelApp } from '../contract/channel.ts'
import { errors, notFound } from '../contract/errors.ts'
import type { Database } from '../db/connect.ts'
import { type EntityId, type EntityKey, findEntityKeys, readEntityState, readHistory } from '../db/entities.ts'
import { fromDatabase } from '../db/instant.ts'
import type { PageTurns } from '../feed/page-turns.ts'
import { readWithinLease } from '../feed/read-within-lease.ts'
import type { Answers } from '../http/answers.ts'
import { term } from './parameters.ts'
import { entityState, messageState } from './route-docs.ts'

const EntityState = Type.Object({
  kind: Type.String(),
  channel: Type.String(),
  source: Type.String(),
  property: Type.Optional(Type.String()),
  hotel: Type.Optional(Type.String({ description: 'slug' })),
  id: Type.String(),
  updatedAt: Type.String({ description: 'arrival of the delivery that changed it last' }),
  state: Type.Record(Type.String(), Type.Unknown()),
  events: Type.Array(Type.String(), { description: 'ids of its newest events, at most 100, oldest first' })
})
type EntityState = Static<typeof EntityState>

const MessageParameters = Type.Object({
  channel: term('`whatsapp` or `sms`'),
  id: term('id of the message at the provider')
})
const EntityParameters = Type.Object({
  source: term('source, e.g. `mews`'),
  id: term('id of the entity at the source')
})
const Hotel = Type.Optional(term('slug of a hotel, if several hotels use this id'))
const Property = Type.Object(
  {
    hotel: Hotel,
    property: Type.Optional(term('id of the hotel, if several hotels use this id; empty for entities without a hotel'))
  },
  { additionalProperties: false }
)
const PATHS = [
  ['reservation', 'reservations'],
  ['guest', 'guests'],
  ['room', 'rooms']
] as const

const MOST_EVENTS = 100
/** Properties that the error for an ambiguous id lists, and the characters of each. */
const MOST_PROPERTIES = 20
const PROPERTY_CHARS = 255

interface EntityStateOptions {
  database: Pick<Database, 'query'>
  answers: Answers
  inTurn: PageTurns
  limits: Limits['reads']
}

/** Routes for the current state of messages, reservations, guests, and rooms. */
export async function entityStateRoutes(
  app: ChannelApp,
  { database: { query }, answers, inTurn, limits }: EntityStateOptions
): Promise<void> {
  const response = { 200: EntityState }

  app.get(
    '/messages/:channel/:id',
    {
      config: { docs: messageState },
      schema: {
        params: MessageParameters,
        querystring: Type.Object({ hotel: Hotel }, { additionalProperties: false }),
        response
      }
    },
    async ({ params: { channel, id }, query: { hotel }, caller }, reply) =>
      answer(reply, { kind: 'message', channel, hotel, hotels: caller?.hotelSlugs, externalId: id })
  )

  for (const [kind, path] of PATHS) {
    app.get(
      `/${path}/:source/:id`,
      {
        config: { docs: entityState(kind) },
        schema: { params: EntityParameters, querystring: Property, response }
      },
      async ({ params: { source, id }, query: { property, hotel }, caller }, reply) =>
        answer(reply, { kind, source, property, hotel, hotels: caller?.hotelSlugs, externalId: id })
    )
  }

  async function answer(reply: FastifyReply, id: EntityId): Promise<FastifyReply> {
    const entity = await findOne(id)
    const { lease, result } = await readWithinLease(
      (bytes) => answers.take(reply, bytes),
      (bytes) => inTurn(() => readState(entity, bytes)),
      limits.pageBytes
    )
    const { kind, channel, source, property, hotel, externalId } = entity
    const about: Omit<EntityState, 'state' | 'events'> = {
      kind,
      channel,
      source,
      ...(property === null ? {} : { property }),
      ...(hotel === null ? {} : { hotel }),
      id: externalId,
      updatedAt: fromDatabase(result.updatedAt)
    }
    const history = JSON.stringify(await readHistory(query, entity, MOST_EVENTS))
    const json = `${JSON.stringify(about).slice(0, -1)},"state":${result.state},"events":${history}}`
    return answers.send(reply, json, lease)
  }

  async function findOne(id: EntityId): Promise<EntityKey> {
    const [entity, ...others] = await findEntityKeys(query, id, MOST_PROPERTIES)
    if (entity === undefined) throw notFound(id.kind)
    if (others.length === 0) return entity
    const all = [entity, ...others]
    const hotels = new Set(all.map(({ hotel, account }) => hotel ?? account))
    if (hotels.size > 1) throw ambiguousHotel(all.map(({ hotel }) => hotel ?? '(none)'))
    const names = all.map(({ property }) => property?.slice(0, PROPERTY_CHARS) ?? '(nothing)')
    throw new errors.AMBIGUOUS_ID(names.join(', '))
  }

  async function readState(entity: EntityKey, most: number) {
    const row = await readEntityState(query, entity.key, most)
    if (row === undefined) throw notFound(entity.kind)
    const { updatedAt, state, bytes } = row
    return { updatedAt, state, oversized: state === null ? bytes : undefined }
  }
}

function ambiguousHotel(names: readonly string[]): Error {
  const message = `Several hotels use this id. Add ?hotel= with one of: ${names.join(', ')}.`
  return Object.assign(new errors.AMBIGUOUS_ID(''), { message })
}
