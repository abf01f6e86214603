import type { FastifyInstance, onRequestAsyncHookHandler } from 'fastify'
import {
  AggregatorRegistry,
  collectDefaultMetrics,
  type MetricObjectWithValues,
  type MetricValue,
  type Registry
} from 'prom-client'
import { requireScope } from '../../api/authorize.ts'
import type { Limits } from '../../config/limits.ts'
import { createAnswers } from '../../http/answers.ts'
import { metricsPage } from '../route-docs.ts'
import type { Siblings } from '../siblings.ts'
import { registerGauges, type Sources } from './gauges.ts'
import type { Meters } from './meters.ts'
import { registerProviderGauges } from './provider-gauges.ts'
import { shareWork } from './shared-work.ts'

interface MetricsOptions extends Sources {
  meters: Meters
  authorize: onRequestAsyncHookHandler
  limits: Limits['reads']
  siblings: Siblings
  readProviders: Parameters<typeof registerProviderGauges>[1]
}

/** `/metrics` for Prometheus: counters, gauges sampled at scrape time, and Node's own metrics, of all workers together. */
export async function metrics(
  app: FastifyInstance,
  { meters: { registry }, authorize, limits, siblings, readProviders, ...sources }: MetricsOptions
): Promise<void> {
  const { scrapes, waitMs, stallMs, pressedStallMs, bytesPerSecond } = limits
  // A separate budget, so that readers of the API cannot block monitoring.
  const answers = createAnswers({ total: scrapes, waitMs, stallMs, pressedStallMs, bytesPerSecond })
  registerGauges(registry, sources)
  registerProviderGauges(registry, readProviders)
  collectDefaultMetrics({ register: registry })
  siblings.answer('metrics', () => registry.getMetricsAsJSON())
  // To collect the values takes milliseconds, in which nothing else is served.
  const page = shareWork(async () => Buffer.from(await pageOf(registry, siblings)))
  const onRequest = [authorize, requireScope('metrics')]
  app.get('/metrics', { config: { docs: metricsPage }, onRequest }, async (_request, reply) => {
    const lease = await answers.take(reply, 1)
    return answers.send(reply.type(registry.contentType), await page(), lease)
  })
}

/** Counters are added. Each gauge says how it is aggregated. */
async function pageOf(own: Registry, siblings: Siblings): Promise<string> {
  if (siblings.alone) return own.metrics()
  const answers = await siblings.ask('metrics')
  // `siblings.answer` above has given them.
  const all = answers as MetricObjectWithValues<MetricValue<string>>[][]
  return AggregatorRegistry.aggregate(all).metrics()
}
