import { Type } from '@sinclair/typebox'
import { CloudEvent } from '../../schemas/event.ts'
import type { Limits } from '../config/limits.ts'
import type { ChannelApp } from '../contract/channel.ts'
import type { PageRequest } from '../db/bounded-rows.ts'
import type { Database } from '../db/connect.ts'
import { type EventFilter as Filter, readEvents } from '../db/events.ts'
import { behindCursor, fromCursor, toCursor } from '../feed/cursor.ts'
import { eventJson } from '../feed/event-json.ts'
import type { PageTurns } from '../feed/page-turns.ts'
import { readWithinLease } from '../feed/read-within-lease.ts'
import type { Answers } from '../http/answers.ts'
import { EventFilter, eventFilter, PageQuery } from './parameters.ts'
import { events } from './route-docs.ts'

const Query = Type.Object({ ...PageQuery, ...EventFilter }, { additionalProperties: false })
const Page = Type.Object({ events: Type.Array(CloudEvent), cursor: Type.String() })

interface EventRoutesOptions {
  database: Pick<Database, 'query'>
  answers: Answers
  inTurn: PageTurns
  limits: Limits['reads']
}

/** The feed. A reader that follows the cursor gets every event once, in commit order and without gaps. */
export async function eventRoutes(
  app: ChannelApp,
  { database, answers, inTurn, limits }: EventRoutesOptions
): Promise<void> {
  app.get(
    '/events',
    { config: { docs: events }, schema: { querystring: Query, response: { 200: Page } } },
    async ({ query: { after: cursor, limit, ...filter }, caller }, reply) => {
      const after = fromCursor(cursor)
      const { lease, result: page } = await readWithinLease(
        (bytes) => answers.take(reply, bytes),
        (bytes) =>
          inTurn(() => readPage({ after, limit, bytes }, { ...eventFilter(filter), hotels: caller?.hotelSlugs })),
        limits.pageBytes
      )
      return answers.send(reply.header('bellhook-more', page.more), page.json, lease)
    }
  )

  async function readPage(request: PageRequest, filter: Filter) {
    const { rows, position, more, oversized } = await behindCursor(readEvents(database.query, request, filter))
    const json = `{"events":[${rows.map(eventJson).join(',')}],"cursor":"${toCursor(position)}"}`
    return { json, more, oversized }
  }
}
