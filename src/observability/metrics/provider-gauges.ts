import { Counter, Gauge, type Registry } from 'prom-client'

/** The part of a connected vendor's state that metrics show. */
interface ProviderState {
  source: string
  property: string | null
  credential: { state: string }
  reconcile: { lastCompletedAt: string | null; missed: number }
  subscription: { state: string }
  traffic: { expectedBursts: number; threshold: number }
}

type Read = (state: ProviderState) => number | undefined

/** Metrics of the connected vendors, read from the database at scrape time. All workers read the same. */
export function registerProviderGauges(
  registry: Registry,
  readProviders: () => Promise<readonly ProviderState[]>
): void {
  const shared = { labelNames: ['source', 'property'], registers: [registry], aggregator: 'first' as const }
  let reading: Promise<readonly ProviderState[] | undefined> | undefined

  gauge('credential_ok', '0: a connected vendor refuses its credential', ({ credential: { state } }) =>
    state === 'unknown' ? undefined : Number(state === 'ok')
  )
  gauge('subscription_ok', '0: our subscription at a connected vendor is missing', ({ subscription: { state } }) =>
    state === 'unknown' ? undefined : Number(state === 'ok')
  )
  gauge(
    'reconcile_last_success_timestamp_seconds',
    'When the changes at a connected vendor were last read completely',
    ({ reconcile: { lastCompletedAt } }) => (lastCompletedAt === null ? undefined : Date.parse(lastCompletedAt) / 1_000)
  )
  gauge(
    'silence_expected_bursts',
    'Bursts of webhooks that were expected since the last one',
    ({ traffic }) => traffic.expectedBursts
  )
  gauge(
    'silence_threshold',
    'Expected bursts at which a silence without a probe is an alarm',
    ({ traffic }) => traffic.threshold
  )
  new Counter({
    name: 'bellhook_missed_changes_total',
    help: 'Changes at a connected vendor that were found without a webhook',
    ...shared,
    async collect() {
      const states = await read()
      if (states === undefined) return
      this.reset()
      for (const state of states) this.inc(labelsOf(state), state.reconcile.missed)
    }
  })

  function gauge(name: string, help: string, value: Read): void {
    new Gauge({
      name: `bellhook_${name}`,
      help,
      ...shared,
      async collect() {
        const states = await read()
        if (states === undefined) return
        this.reset()
        for (const state of states) {
          const number = value(state)
          if (number !== undefined) this.set(labelsOf(state), number)
        }
      }
    })
  }

  /** Reads once for all metrics of a scrape. Undefined: the database does not answer, and the last values stay. */
  function read(): Promise<readonly ProviderState[] | undefined> {
    reading ??= readProviders()
      .catch(() => undefined)
      .finally(() => {
        reading = undefined
      })
    return reading
  }
}

function labelsOf({ source, property }: ProviderState): Record<string, string> {
  return property === null ? { source } : { source, property }
}
