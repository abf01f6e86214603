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

/** Metrics of the connected vendors, read from the database at scrape time. */
export function registerProviderGauges(
  registry: Registry,
  readProviders: () => Promise<readonly ProviderState[]>
): void {
  const registers = [registry]
  const labelNames = ['source', 'property']
  const missed = new Counter({
    name: 'bellhook_missed_changes_total',
    help: 'Changes at a connected vendor that were found without a webhook',
    labelNames,
    registers
  })
  const gauge = (name: string, help: string) => new Gauge({ name: `bellhook_${name}`, help, labelNames, registers })
  const credential = gauge('credential_ok', '0: a connected vendor refuses its credential')
  const subscription = gauge('subscription_ok', '0: our subscription at a connected vendor is missing')
  const reconciled = gauge(
    'reconcile_last_success_timestamp_seconds',
    'When the changes at a connected vendor were last read completely'
  )
  const expected = gauge('silence_expected_bursts', 'Bursts of webhooks that were expected since the last one')
  const threshold = gauge('silence_threshold', 'Expected bursts at which a silence without a probe is an alarm')

  // The first gauge of a scrape reads for all of them.
  Object.assign(credential, {
    async collect() {
      const states = await readProviders().catch(() => undefined)
      if (states === undefined) return
      for (const each of [missed, credential, subscription, reconciled, expected, threshold]) each.reset()
      for (const state of states) show(state)
    }
  })

  function show({ source, property, ...state }: ProviderState): void {
    const labels = property === null ? { source } : { source, property }
    missed.inc(labels, state.reconcile.missed)
    expected.set(labels, state.traffic.expectedBursts)
    threshold.set(labels, state.traffic.threshold)
    if (state.credential.state !== 'unknown') credential.set(labels, Number(state.credential.state === 'ok'))
    if (state.subscription.state !== 'unknown') subscription.set(labels, Number(state.subscription.state === 'ok'))
    const { lastCompletedAt } = state.reconcile
    if (lastCompletedAt !== null) reconciled.set(labels, Date.parse(lastCompletedAt) / 1_000)
  }
}
