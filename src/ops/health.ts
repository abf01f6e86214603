import type { FastifyInstance } from 'fastify'
import type { Database } from '../db/connect.ts'

/** `/healthz`: the process answers. `/readyz`: it can keep what it is given. Neither says more to strangers. */
export async function health(app: FastifyInstance, { database }: { database: Database }): Promise<void> {
  let closing = false
  app.addHook('preClose', async () => {
    closing = true
  })

  app.get('/healthz', async () => ({ status: 'ok' }))

  app.get('/readyz', async (request, reply) => {
    if (closing) return reply.code(503).send({ status: 'closing' })
    try {
      await database.ping()
      return { status: 'ok' }
    } catch (error) {
      request.log.warn({ err: error }, 'not ready: the database does not answer')
      return reply.code(503).send({ status: 'database unavailable' })
    }
  })
}
