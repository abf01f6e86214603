import type { FastifyInstance, onRequestAsyncHookHandler } from 'fastify'
import { collectDefaultMetrics } from 'prom-client'
import { metricsPage } from '../docs/own-docs.ts'
import { registerGauges, type Sources } from './gauges.ts'
import type { Meters } from './meters.ts'

interface MetricsOptions extends Sources {
  meters: Meters
  authorize: onRequestAsyncHookHandler
}

/** `/metrics` for Prometheus: what was counted, what can be asked, and what Node tells of the process. */
export async function metrics(
  app: FastifyInstance,
  { meters: { registry }, authorize, ...sources }: MetricsOptions
): Promise<void> {
  registerGauges(registry, sources)
  collectDefaultMetrics({ register: registry })
  app.get('/metrics', { config: { docs: metricsPage }, onRequest: authorize }, async (_request, reply) => {
    return reply.type(registry.contentType).send(await registry.metrics())
  })
}
