import type { FastifyInstance } from 'fastify'
import { homePage } from './route-docs.ts'

/** A person who opens the address of the gateway in a browser gets the API reference. */
export async function home(app: FastifyInstance): Promise<void> {
  app.get('/', { config: { docs: homePage } }, async (_request, reply) => reply.redirect('/docs'))
}
