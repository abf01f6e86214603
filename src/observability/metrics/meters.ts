import type { FastifyInstance } from 'fastify'
import { Counter, Histogram, Registry } from 'prom-client'
import type { LedgerWatch } from '../../ledger/ledger.ts'
import { createDestinationMeter } from './destination-meter.ts'
import { createLedgerMeter } from './ledger-meter.ts'
import { createRefusalMeter, type EarlyRefusal } from './refusal-meter.ts'
import { createWebhookMeter } from './webhook-meter.ts'

const TOKEN_RESULTS = ['missing', 'mismatch', 'stale', 'throttled'] as const

/**
 * Counters and histograms. No label comes from a request: channels are the mounted ones, and verdicts, outcomes, reasons, and statuses
 * are constants. So the number of series is bounded.
 */
export interface Meters {
  registry: Registry
  ledger: LedgerWatch
  destinations: ReturnType<typeof createDestinationMeter>
  /** Counts what is answered in a channel, and how long that took. */
  watch(scope: FastifyInstance, channel: string): void
  /** A request was answered with a 503 before the framework saw it. */
  turnedAway(channel: string): void
  tokenRefused(result: (typeof TOKEN_RESULTS)[number]): void
  /** A request or a connection was refused before its sender was verified. */
  refusedEarly(reason: EarlyRefusal): void
  /** A webhook request had a path or method that no channel has. */
  lost(status: 404 | 405): void
  /** Items of a delivery were about an id of an account that did not prove it. */
  foreign(channel: string, items: number): void
  /** An event was sent to the readers of the live stream, this many seconds after its creation. */
  published(seconds: number): void
}

export function createMeters(channels: readonly string[]): Meters {
  const registry = new Registry()
  const delay = new Histogram({
    name: 'bellhook_feed_delay_seconds',
    help: 'From just before the commit of an event until it is written to the live streams of this gateway',
    buckets: [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30],
    registers: [registry]
  })
  const tokens = new Counter({
    name: 'bellhook_api_refused_total',
    help: 'Requests refused for their API token, by verdict: missing, mismatch, stale, or throttled',
    labelNames: ['verdict'],
    registers: [registry]
  })
  const foreign = new Counter({
    name: 'bellhook_foreign_total',
    help: 'Items about an id of an account whose secret did not prove the delivery, by channel',
    labelNames: ['channel'],
    registers: [registry]
  })
  for (const channel of channels) foreign.inc({ channel }, 0)
  // Prometheus sees no increase in a series that begins with 1.
  for (const result of TOKEN_RESULTS) tokens.inc({ verdict: result }, 0)
  return {
    registry,
    ledger: createLedgerMeter(registry, channels),
    destinations: createDestinationMeter(registry),
    ...createWebhookMeter(registry, channels),
    foreign: (channel, items) => foreign.inc({ channel }, items),
    tokenRefused: (result) => tokens.inc({ verdict: result }),
    refusedEarly: createRefusalMeter(registry),
    published: (seconds) => delay.observe(seconds)
  }
}
