import type { FastifyInstance } from 'fastify'

/** A person who opens the address of the gateway in a browser gets to `target`. Programs have no use for it, so it has no docs. */
export async function home(app: FastifyInstance, { target }: { target: '/app' | '/docs' }): Promise<void> {
  app.get('/', async (_request, reply) => reply.redirect(target))
}
