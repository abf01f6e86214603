import { Type } from '@sinclair/typebox'
import { OneOf } from '../../schemas/common.ts'
import { DeliveryView, OUTCOMES } from '../../schemas/event.ts'
import { ReplayRecord } from '../../schemas/replay.ts'
import type { Limits } from '../config/limits.ts'
import type { ChannelApp } from '../contract/channel.ts'
import { notFound } from '../contract/errors.ts'
import type { Database } from '../db/connect.ts'
import { readDeliveries, readDelivery } from '../db/deliveries.ts'
import { readReplays } from '../db/replays.ts'
import { behindCursor, fromCursor, toCursor } from '../feed/cursor.ts'
import type { Answers } from '../http/answers.ts'
import { DeliveryId, EventFilter, PageQuery } from './parameters.ts'
import { deliveries, delivery } from './route-docs.ts'
import { deliveryView, replayView } from './views.ts'

const Query = Type.Object(
  {
    ...PageQuery,
    outcome: Type.Optional(OneOf(...OUTCOMES)),
    channel: EventFilter.channel,
    account: EventFilter.account,
    hotel: EventFilter.hotel
  },
  { additionalProperties: false }
)
const Page = Type.Object({ deliveries: Type.Array(DeliveryView), cursor: Type.String() })
const Detail = Type.Object({ ...DeliveryView.properties, replays: Type.Array(ReplayRecord) })

interface DeliveryRoutesOptions {
  database: Pick<Database, 'query'>
  answers: Answers
  limits: Limits['reads']
}

export async function deliveryRoutes(
  app: ChannelApp,
  { database: { query }, answers, limits }: DeliveryRoutesOptions
): Promise<void> {
  app.get(
    '/deliveries',
    { config: { docs: deliveries }, schema: { querystring: Query, response: { 200: Page } } },
    async ({ query: { after: cursor, limit, ...given }, caller }, reply) => {
      const filter = { ...given, hotels: caller?.hotelSlugs }
      const request = { after: fromCursor(cursor), limit, bytes: limits.pageBytes }
      const lease = await answers.take(reply, limits.pageBytes)
      const { rows, position, more } = await behindCursor(readDeliveries(query, request, filter, limits))
      const json = JSON.stringify({ deliveries: rows.map(deliveryView), cursor: toCursor(position) })
      return answers.send(reply.header('bellhook-more', more), json, lease)
    }
  )

  app.get(
    '/deliveries/:id',
    { config: { docs: delivery }, schema: { params: DeliveryId, response: { 200: Detail } } },
    async ({ params: { id } }, reply) => {
      const lease = await answers.take(reply, limits.pageBytes)
      const found = await readDelivery(query, id, limits)
      if (found === undefined) throw notFound('delivery')
      const replays = await readReplays(query, id, limits.replayEvents)
      return answers.send(reply, JSON.stringify({ ...deliveryView(found), replays: replays.map(replayView) }), lease)
    }
  )
}
