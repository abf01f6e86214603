import { Type } from '@sinclair/typebox'
import { CloudEvent } from '../../schemas/event.ts'
import type { ChannelApp } from '../contract/channel.ts'
import type { Database } from '../db/connect.ts'
import { readEvents } from '../db/read.ts'
import { fromCursor, toCursor } from './cursor.ts'
import { events } from './docs.ts'
import { EventFilter, PageQuery } from './page.ts'
import { eventView } from './views.ts'

const Query = Type.Object({ ...PageQuery, ...EventFilter }, { additionalProperties: false })

/** The feed. A reader that follows the cursor sees every event once, in the order of commits, with no gaps. */
export async function eventRoutes(app: ChannelApp, { database }: { database: Database }): Promise<void> {
  app.get(
    '/events',
    {
      config: { docs: events },
      schema: {
        querystring: Query,
        response: { 200: Type.Object({ events: Type.Array(CloudEvent), cursor: Type.String() }) }
      }
    },
    async ({ query: { after, limit, ...filter } }) => {
      const { rows, position } = await readEvents(database.query, { after: fromCursor(after), limit }, filter)
      return { events: rows.map(eventView), cursor: toCursor(position) }
    }
  )
}
