import type { FastifyInstance } from 'fastify'
import type { Database } from '../db/connect.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { healthz, readyz } from './route-docs.ts'

interface HealthOptions {
  database: Database
  ledger: Ledger
}

/**
 * `/healthz`: the process answers. `/readyz`: the gateway can store deliveries; `degraded` means in the spool, until the database is
 * back. Both need no token, so they say nothing else.
 */
export async function health(app: FastifyInstance, { database, ledger }: HealthOptions): Promise<void> {
  let pinging: Promise<void> | undefined

  /** Concurrent requests share one query, so that requests without a token cannot use up the connections. */
  function ping(): Promise<void> {
    pinging ??= database.ping().finally(() => {
      pinging = undefined
    })
    return pinging
  }

  app.get('/healthz', { config: { docs: healthz } }, async () => ({ status: 'ok' }))

  app.get('/readyz', { config: { docs: readyz } }, async (request, reply) => {
    if (app.closing.aborted) return reply.code(503).send({ status: 'closing' })
    const { spooling, spool } = ledger.status()
    const canStore = spool.writable && spool.bytes < spool.maxBytes
    if (spooling) return canStore ? { status: 'degraded' } : reply.code(503).send({ status: 'nothing can be kept' })
    try {
      await ping()
      return { status: 'ok' }
    } catch (error) {
      request.log.warn({ err: error }, 'the database does not answer')
      return canStore ? { status: 'degraded' } : reply.code(503).send({ status: 'nothing can be kept' })
    }
  })
}
