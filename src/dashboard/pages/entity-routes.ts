import type { FastifyInstance } from 'fastify'
import { recordReveal } from '../reveal.ts'
import type { DashboardServices } from '../services.ts'
import { findThing, type SendThing } from './thing.ts'

interface ThingRoutes {
  /** `/app/stays`. */
  path: string
  kind: string
  send: SendThing
}

/** The page of a stay, a guest, or a message, and the action that shows its guest data. */
export function thingRoutes(
  app: FastifyInstance,
  { database, accounts }: DashboardServices,
  { path, kind, send }: ThingRoutes
): void {
  app.get<{ Params: { ref: string } }>(`${path}/:ref`, async (request, reply) =>
    send(request, reply, await findThing(database.query, request, kind), false)
  )

  app.post<{ Params: { ref: string } }>(
    `${path}/:ref/show`,
    { config: { role: 'operator' } },
    async (request, reply) => {
      const thing = await findThing(database.query, request, kind)
      const { event } = thing
      await recordReveal(accounts.audit, request, { target: `event:${event.id}`, hotel: event.hotel })
      return send(request, reply, thing, true)
    }
  )
}
