import { AggregatorRegistry, type MetricObjectWithValues, type MetricValue, Registry } from 'prom-client'
import t from 'tap'
import { registerProviderGauges } from '../../../src/observability/metrics/provider-gauges.ts'

const MEWS = {
  source: 'mews',
  property: 'hotel-1',
  credential: { state: 'ok' },
  reconcile: { lastCompletedAt: '2026-11-20T14:00:00.100Z', missed: 7 },
  subscription: { state: 'unknown' },
  traffic: { expectedBursts: 1.5, threshold: 12 }
}

const EXPECTED = [
  'bellhook_credential_ok{source="mews",property="hotel-1"} 1',
  'bellhook_reconcile_last_success_timestamp_seconds{source="mews",property="hotel-1"} 1795183200.1',
  'bellhook_silence_expected_bursts{source="mews",property="hotel-1"} 1.5',
  'bellhook_silence_threshold{source="mews",property="hotel-1"} 12',
  'bellhook_missed_changes_total{source="mews",property="hotel-1"} 7'
]

function registryOf(state: typeof MEWS): { registry: Registry; reads: () => number } {
  const registry = new Registry()
  let reads = 0
  registerProviderGauges(registry, async () => {
    reads++
    return [state]
  })
  return { registry, reads: () => reads }
}

function valuesIn(page: string): string[] {
  return page.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
}

t.test('each scrape shows the vendors as they are now', async (t) => {
  const state = { ...MEWS, reconcile: { ...MEWS.reconcile } }
  const { registry, reads } = registryOf(state)
  t.strictSame(valuesIn(await registry.metrics()), EXPECTED)
  t.equal(reads(), 1)
  state.reconcile.missed = 8
  t.strictSame(valuesIn(await registry.metrics()), [
    ...EXPECTED.slice(0, -1),
    'bellhook_missed_changes_total{source="mews",property="hotel-1"} 8'
  ])
})

t.test('workers, who all read the same, are not added', async (t) => {
  const workers = [registryOf(MEWS).registry, registryOf(MEWS).registry]
  const all = await Promise.all(workers.map((registry) => registry.getMetricsAsJSON()))
  // `get` of a metric has given them.
  const answers = all as MetricObjectWithValues<MetricValue<string>>[][]
  t.strictSame(valuesIn(await AggregatorRegistry.aggregate(answers).metrics()), EXPECTED)
})
