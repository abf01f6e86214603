import type { BenchCluster } from './fixture.ts'
import { measure, median } from './measure.ts'
import type { Report } from './report.ts'
import type { Variant } from './server.ts'
import { traffic } from './traffic.ts'

const VARIANTS: readonly Variant[] = ['none', 'bellhook']

/** Bellhook beside the same server with a ledger that stores nothing, for profiles with BENCH_PROFILE. */
export async function profile(cluster: BenchCluster, report: Report): Promise<void> {
  const database = await cluster.open('bench')
  const runs = new Map<Variant, number[]>(VARIANTS.map((variant) => [variant, []]))
  for (let round = 1; round <= report.rounds; round++) {
    for (const [variant, list] of runs) {
      report.progress(`profile: round ${round} of ${report.rounds}, ${variant}`)
      await database.settle()
      const { throughput } = await measure({
        variant,
        database,
        shots: () => traffic('whatsapp'),
        seconds: report.seconds
      })
      list.push(throughput)
    }
  }
  for (const [variant, list] of runs) report.figure(`profile: ${variant}, acknowledgements/s`, median(list))
  await database.close()
}
