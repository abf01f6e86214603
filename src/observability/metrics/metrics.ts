import type { FastifyInstance, onRequestAsyncHookHandler } from 'fastify'
import { collectDefaultMetrics } from 'prom-client'
import { requireScope } from '../../api/authorize.ts'
import type { Limits } from '../../config/limits.ts'
import { createAnswers } from '../../http/answers.ts'
import { metricsPage } from '../route-docs.ts'
import { registerGauges, type Sources } from './gauges.ts'
import type { Meters } from './meters.ts'
import { shareWork } from './shared-work.ts'

interface MetricsOptions extends Sources {
  meters: Meters
  authorize: onRequestAsyncHookHandler
  limits: Limits['reads']
}

/** `/metrics` for Prometheus: counters, gauges sampled at scrape time, and Node's own metrics of the process. */
export async function metrics(
  app: FastifyInstance,
  { meters: { registry }, authorize, limits, ...sources }: MetricsOptions
): Promise<void> {
  const { scrapes, waitMs, stallMs, pressedStallMs, bytesPerSecond } = limits
  // A separate budget, so that readers of the API cannot block monitoring.
  const answers = createAnswers({ total: scrapes, waitMs, stallMs, pressedStallMs, bytesPerSecond })
  registerGauges(registry, sources)
  collectDefaultMetrics({ register: registry })
  // To collect the values takes milliseconds, in which nothing else is served.
  const page = shareWork(async () => Buffer.from(await registry.metrics()))
  const onRequest = [authorize, requireScope('metrics')]
  app.get('/metrics', { config: { docs: metricsPage }, onRequest }, async (_request, reply) => {
    const lease = await answers.take(reply, 1)
    return answers.send(reply.type(registry.contentType), await page(), lease)
  })
}
