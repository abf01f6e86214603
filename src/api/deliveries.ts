import { type Static, Type } from '@sinclair/typebox'
import { OneOf } from '../../schemas/common.ts'
import { DeliveryView, OUTCOMES } from '../../schemas/event.ts'
import { ReplayRecord } from '../../schemas/replay.ts'
import type { ChannelApp } from '../contract/channel.ts'
import type { Database } from '../db/connect.ts'
import { readBody, readDeliveries, readDelivery } from '../db/read.ts'
import { readReplays } from '../db/replays.ts'
import { errors } from '../errors.ts'
import { fromCursor, toCursor } from './cursor.ts'
import { deliveries, delivery, rawDelivery } from './docs.ts'
import { DeliveryId, EventFilter, PageQuery } from './page.ts'
import { deliveryView, replayView } from './views.ts'

const Query = Type.Object(
  { ...PageQuery, outcome: Type.Optional(OneOf(...OUTCOMES)), channel: EventFilter.channel },
  { additionalProperties: false }
)
const Page = Type.Object({ deliveries: Type.Array(DeliveryView), cursor: Type.String() })
type Page = Static<typeof Page>
const Detail = Type.Object({ ...DeliveryView.properties, replays: Type.Array(ReplayRecord) })

/** Everything authentic that arrived, what became of it, and its exact bytes. */
export async function deliveryRoutes(app: ChannelApp, { database }: { database: Database }): Promise<void> {
  app.get(
    '/deliveries',
    { config: { docs: deliveries }, schema: { querystring: Query, response: { 200: Page } } },
    async ({ query: { after, limit, ...filter } }): Promise<Page> => {
      const { rows, position } = await readDeliveries(database.query, { after: fromCursor(after), limit }, filter)
      return { deliveries: rows.map(deliveryView), cursor: toCursor(position) }
    }
  )

  app.get(
    '/deliveries/:id',
    { config: { docs: delivery }, schema: { params: DeliveryId, response: { 200: Detail } } },
    async ({ params }) => {
      const row = await readDelivery(database.query, params.id)
      if (row === undefined) throw new errors.NOT_FOUND()
      return { ...deliveryView(row), replays: (await readReplays(database.query, params.id)).map(replayView) }
    }
  )

  // What a stranger sent is given back as bytes to save, never as something for a browser to render.
  app.get(
    '/deliveries/:id/raw',
    { config: { docs: rawDelivery }, schema: { params: DeliveryId } },
    async ({ params }, reply) => {
      const row = await readBody(database.query, params.id)
      if (row === undefined) throw new errors.NOT_FOUND()
      return reply
        .type('application/octet-stream')
        .header('x-content-type-options', 'nosniff')
        .header('content-disposition', `attachment; filename="${params.id}"`)
        .send(row.body)
    }
  )
}
