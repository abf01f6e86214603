import { apaleoRecords } from '../plugins/pms/records/apaleo.ts'
import { mewsRecords } from '../plugins/pms/records/mews.ts'
import type { BenchCluster } from './fixture.ts'
import { ingestBesideHydration } from './ingest-beside-hydration.ts'
import { percentile } from './load.ts'
import { type AgedRecord, type HydrationRun, playHydration } from './play-hydration.ts'
import type { Report } from './report.ts'

/** The freshest record may be this much older than the budget, the window, and the vendor make it. */
const SLACK = 1.2

const MEWS = {
  source: 'mews',
  records: mewsRecords,
  limit: [200, 30],
  identify: (at) => ({ Id: `7c1e4e00-0000-4000-8000-3000000${pad(at)}` })
} satisfies Partial<HydrationRun>

const APALEO = {
  source: 'apaleo',
  records: apaleoRecords,
  limit: [3_500, 60],
  identify: (at) => ({ id: `BENCH-${pad(at)}` })
} satisfies Partial<HydrationRun>

const RUNS: readonly HydrationRun[] = [
  { ...MEWS, events: 10_000, seconds: 60, gateways: 1 },
  { ...MEWS, events: 5_000, seconds: 30, gateways: 2 },
  { ...APALEO, events: 1_500, seconds: 10, gateways: 1 }
]

/**
 * Whole records under load: thin events about many reservations of one credential. The fake of the vendor counts the budget, and
 * refuses what exceeds it. With two gateways, the one that makes the calls is killed in the middle.
 */
export async function hydration(cluster: BenchCluster, report: Report): Promise<void> {
  for (const run of RUNS) {
    const name = `records: ${run.source}, ${run.events} events, ${run.gateways} gateway(s)`
    report.progress(name)
    const { calls, refused, ages, ideal, lost, doubled } = await playHydration(cluster, run)
    report.figure(`${name}, lost or doubled`, lost + doubled, { atMost: 0 })
    report.figure(`${name}, calls refused`, refused, { atMost: 0 })
    report.figure(`${name}, calls`, calls.length)
    report.figure(`${name}, most calls in ${run.limit[1]} s`, mostWithin(calls, run.limit[1] * 1_000), {
      atMost: run.limit[0]
    })
    for (const [whose, all] of Object.entries({ Bellhook: ages, 'an ideal queue': ideal })) {
      const sorted = Float64Array.from(all.map(({ age }) => age)).sort()
      report.figure(`${name}, age of a record, median of ${whose}, s`, percentile(sorted, 0.5) / 1_000)
      report.figure(`${name}, age of a record, oldest of ${whose}, s`, percentile(sorted, 1) / 1_000)
    }
    // A killed gateway costs the rest of its lease.
    const bound = run.gateways === 1 ? { atMost: SLACK } : {}
    report.figure(`${name}, freshest record to ideal`, ratioOf(ages, ideal), bound)
  }
  await ingestBesideHydration(cluster, report, MEWS.identify)
}

/**
 * The freshest record of each second against the theoretical minimum: the oldest record that an ideal queue has in its worst second.
 */
function ratioOf(ages: readonly AgedRecord[], ideal: readonly AgedRecord[]): number {
  const freshest = new Map<number, number>()
  for (const { at, age } of ages) {
    const second = Math.floor(at / 1_000)
    freshest.set(second, Math.min(freshest.get(second) ?? Number.POSITIVE_INFINITY, age))
  }
  return Math.max(...freshest.values()) / Math.max(...ideal.map(({ age }) => age))
}

function mostWithin(times: readonly number[], ms: number): number {
  let [most, from] = [0, 0]
  for (const [to, time] of times.entries()) {
    while ((times[from] ?? time) <= time - ms) from++
    most = Math.max(most, to - from + 1)
  }
  return most
}

function pad(at: number): string {
  return String(at).padStart(5, '0')
}
