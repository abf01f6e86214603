import type { FastifyInstance } from 'fastify'
import type { Database } from '../db/connect.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { healthz, readyz } from './route-docs.ts'
import type { Siblings } from './siblings.ts'

interface HealthOptions {
  database: Database
  ledger: Ledger
  siblings: Siblings
}

/** From best to worst. */
const READINESS = ['ok', 'degraded', 'nothing can be kept', 'closing'] as const
type Readiness = (typeof READINESS)[number]

/**
 * `/healthz`: the process answers. `/readyz`: the gateway can store deliveries; `degraded` means in the spool, until the database is
 * back. With several workers, the worst of them counts. Both need no token, so they return nothing else.
 */
export async function health(app: FastifyInstance, { database, ledger, siblings }: HealthOptions): Promise<void> {
  let pinging: Promise<void> | undefined

  /** Concurrent requests share one query, so that requests without a token cannot use up the connections. */
  function ping(): Promise<void> {
    pinging ??= database.ping().finally(() => {
      pinging = undefined
    })
    return pinging
  }

  app.get('/healthz', { config: { docs: healthz } }, async () => ({ status: 'ok' }))

  siblings.answer('readiness', readiness)

  app.get('/readyz', { config: { docs: readyz } }, async (_request, reply) => {
    const answers = app.closing.aborted ? ['closing'] : await siblings.ask('readiness')
    const status = READINESS.findLast((one) => answers.includes(one)) ?? 'closing'
    return reply.code(status === 'ok' || status === 'degraded' ? 200 : 503).send({ status })
  })

  async function readiness(): Promise<Readiness> {
    if (app.closing.aborted) return 'closing'
    const { spooling, spool } = ledger.status()
    const whileAway = spool.writable && spool.bytes < spool.maxBytes ? 'degraded' : 'nothing can be kept'
    if (spooling) return whileAway
    try {
      await ping()
      return 'ok'
    } catch (error) {
      app.log.warn({ err: error }, 'the database does not answer')
      return whileAway
    }
  }
}
