import type { FastifyInstance, onRequestAsyncHookHandler } from 'fastify'
import { Gauge, Registry } from 'prom-client'
import type { Admission } from '../admission.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Retention } from '../retention.ts'
import { metricsPage } from './docs/own-docs.ts'

interface MetricsOptions {
  ledger: Ledger
  admission: Admission
  retention: Retention
  authorize: onRequestAsyncHookHandler
}

/** `/metrics` for Prometheus. All of it is read when it is asked for, so nothing is counted on the way of a delivery. */
export async function metrics(
  app: FastifyInstance,
  { ledger, admission, retention, authorize }: MetricsOptions
): Promise<void> {
  const register = new Registry()
  const figures: readonly (readonly [name: string, help: string, read: () => number])[] = [
    ['commits_total', 'Groups of deliveries committed since the start', () => ledger.status().groups],
    ['committed_deliveries_total', 'Deliveries in them', () => ledger.status().deliveries],
    ['spooled_deliveries_total', 'Deliveries kept in the spool since the start', () => ledger.status().spooled],
    ['queue_deliveries', 'Deliveries that wait for a commit', () => ledger.status().waiting],
    ['spooling', '1 while the database does not take deliveries', () => Number(ledger.status().spooling)],
    ['spool_bytes', 'What the spool holds', () => ledger.status().spool.bytes],
    ['spool_max_bytes', 'What it may hold (SPOOL_MAX_BYTES)', () => ledger.status().spool.maxBytes],
    ['spool_writable', '0 when the last try to write to it failed', () => Number(ledger.status().spool.writable)],
    ['overload_refused_total', 'Requests turned away because too much was in flight', () => admission.refused()],
    ['removed_deliveries_total', 'Deliveries removed because of their age', () => retention.status().deliveries],
    ['removed_events_total', 'Events removed because of their age', () => retention.status().events],
    ['resident_memory_bytes', 'Memory of the process', () => process.memoryUsage.rss()]
  ]
  for (const [name, help, read] of figures) {
    new Gauge({
      name: `bellhook_${name}`,
      help,
      registers: [register],
      collect() {
        this.set(read())
      }
    })
  }

  // Channels and outcomes are few, and none of them comes from outside.
  new Gauge({
    name: 'bellhook_deliveries_total',
    help: 'Deliveries committed as they came, by channel and outcome; those from the spool are counted as spooled',
    labelNames: ['channel', 'outcome'],
    registers: [register],
    collect() {
      for (const { channel, outcome, count } of ledger.status().outcomes) this.set({ channel, outcome }, count)
    }
  })

  app.get('/metrics', { config: { docs: metricsPage }, onRequest: authorize }, async (_request, reply) => {
    return reply.type(register.contentType).send(await register.metrics())
  })
}
