import type { FastifyInstance } from 'fastify'
import type { Database } from '../db/connect.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { healthz, readyz } from './route-docs.ts'

interface HealthOptions {
  database: Database
  ledger: Ledger
}

/**
 * `/healthz`: the process answers. `/readyz`: it can keep what it is given; `degraded` means: in the spool, until the
 * database is back. Neither says more to strangers.
 */
export async function health(app: FastifyInstance, { database, ledger }: HealthOptions): Promise<void> {
  let pinging: Promise<void> | undefined

  /** One question to the database answers everybody who asks meanwhile: strangers must not keep its connections busy. */
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
    const canKeep = spool.writable && spool.bytes < spool.maxBytes
    if (spooling) return canKeep ? { status: 'degraded' } : reply.code(503).send({ status: 'nothing can be kept' })
    try {
      await ping()
      return { status: 'ok' }
    } catch (error) {
      request.log.warn({ err: error }, 'the database does not answer')
      return canKeep ? { status: 'degraded' } : reply.code(503).send({ status: 'nothing can be kept' })
    }
  })
}
