import type { FastifyInstance } from 'fastify'
import { recordReveal } from '../reveal.ts'
import type { DashboardServices } from '../services.ts'
import { findEntity, type SendEntity } from './entity.ts'

interface EntityRoutes {
  /** `/app/stays`. */
  path: string
  kind: string
  send: SendEntity
}

/** The page of a stay, a guest, or a message, and the action that shows its guest data. */
export function entityRoutes(
  app: FastifyInstance,
  { database, accounts }: DashboardServices,
  { path, kind, send }: EntityRoutes
): void {
  app.get<{ Params: { ref: string } }>(`${path}/:ref`, async (request, reply) =>
    send(request, reply, await findEntity(database.query, request, kind), false)
  )

  app.post<{ Params: { ref: string } }>(
    `${path}/:ref/show`,
    { config: { role: 'operator' } },
    async (request, reply) => {
      const entity = await findEntity(database.query, request, kind)
      const { event } = entity
      await recordReveal(accounts.audit, request, { target: `event:${event.id}`, hotel: event.hotel })
      return send(request, reply, entity, true)
    }
  )
}
