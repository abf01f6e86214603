import { type Static, Type } from '@sinclair/typebox'
import type { ChannelApp } from '../contract/channel.ts'
import type { Database } from '../db/connect.ts'
import { fromDatabase } from '../db/instant.ts'
import { type EntityId, readEntities, readHistory } from '../db/read.ts'
import { errors } from '../errors.ts'
import { message, thing } from './docs.ts'
import { term } from './page.ts'

const Standing = Type.Object({
  kind: Type.String(),
  channel: Type.String(),
  source: Type.String(),
  property: Type.Optional(Type.String()),
  id: Type.String(),
  updatedAt: Type.String({ description: 'when the latest news of it arrived' }),
  state: Type.Record(Type.String(), Type.Unknown()),
  events: Type.Array(Type.String(), { description: 'ids of its newest events, at most 100, oldest first' })
})
type Standing = Static<typeof Standing>

const MessageId = Type.Object({
  channel: term('`whatsapp` or `sms`'),
  id: term("the provider's id of the message")
})
const ThingId = Type.Object({
  source: term('who says so: `mews`, …'),
  id: term("the source's id of it")
})
const Property = Type.Object(
  { property: Type.Optional(term('the hotel, where several share the id; empty for none')) },
  { additionalProperties: false }
)
const NAMES = [
  ['reservation', 'reservations'],
  ['guest', 'guests'],
  ['room', 'rooms']
] as const

/** How things stand now. */
export async function currentStateRoutes(app: ChannelApp, { database }: { database: Database }): Promise<void> {
  const response = { 200: Standing }

  app.get(
    '/messages/:channel/:id',
    { config: { docs: message }, schema: { params: MessageId, response } },
    ({ params: { channel, id } }) => find({ kind: 'message', channel, externalId: id })
  )

  for (const [kind, name] of NAMES) {
    app.get(
      `/${name}/:source/:id`,
      {
        config: { docs: thing(kind) },
        schema: { params: ThingId, querystring: Property, response }
      },
      ({ params: { source, id }, query: { property } }) => find({ kind, source, property, externalId: id })
    )
  }

  async function find(id: EntityId): Promise<Standing> {
    const [row, ...others] = await readEntities(database.query, id)
    if (row === undefined) throw new errors.NOT_FOUND()
    if (others.length > 0)
      throw new errors.AMBIGUOUS_ID([row, ...others].map(({ property }) => property ?? '(nothing)').join(', '))
    const { kind, channel, source, property, externalId, updatedAt, state } = row
    return {
      kind,
      channel,
      source,
      ...(property === null ? {} : { property }),
      id: externalId,
      updatedAt: fromDatabase(updatedAt),
      state,
      events: await readHistory(database.query, row)
    }
  }
}
