import { Counter, type Registry } from 'prom-client'

/** Reasons to refuse a request or connection before its sender is verified, and their names in the metric. */
const REASONS = {
  BAD_REQUEST: 'malformed',
  BODY_CHUNKS: 'body_chunks',
  BODY_RATE: 'body_rate',
  BODY_SHARE: 'body_share',
  BODY_TOO_LARGE: 'chunk_extensions',
  CONNECTIONS: 'connections',
  EXPECTATION_FAILED: 'expectation',
  FAILURES: 'failures',
  HEADERS_TOO_LARGE: 'headers',
  PIPELINING: 'pipelining',
  REQUEST_TIMEOUT: 'timeout',
  VERSION_NOT_SUPPORTED: 'version'
} as const

export type EarlyRefusal = keyof typeof REASONS

export function createRefusalMeter(registry: Registry): (reason: EarlyRefusal) => void {
  const refused = new Counter({
    name: 'bellhook_early_refused_total',
    help: 'Requests and connections refused before their sender was verified, by reason',
    labelNames: ['reason'],
    registers: [registry]
  })
  // Prometheus sees no increase in a series that begins with 1.
  for (const reason of Object.values(REASONS)) refused.inc({ reason }, 0)
  return (reason) => refused.inc({ reason: REASONS[reason] })
}
