import type { BenchCluster } from './fixture.ts'
import { type Measurement, measure, median } from './measure.ts'
import type { Report } from './report.ts'
import type { Variant } from './server.ts'
import { type Kind, traffic } from './traffic.ts'

const VARIANTS: readonly Variant[] = ['none', 'bellhook', 'plain']
const KINDS: readonly Kind[] = ['whatsapp', 'sms', 'pms']

/** Durable acknowledgements per second, against the same server that keeps nothing and one that commits each request. */
export async function throughput(cluster: BenchCluster, report: Report): Promise<void> {
  for (const kind of KINDS) {
    const database = await cluster.open('bench')
    const run = async (variant: Variant, rate?: number) => {
      await database.settle()
      return measure({ variant, database, shots: () => traffic(kind), seconds: report.seconds, ...(rate && { rate }) })
    }
    const runs = new Map<Variant, Measurement[]>(VARIANTS.map((variant) => [variant, []]))
    // Rounds, because a shared machine is now faster and now slower: only what was measured side by side compares.
    for (let round = 1; round <= report.rounds; round++) {
      for (const variant of VARIANTS) {
        report.progress(`${kind}: round ${round} of ${report.rounds}, ${variant}`)
        runs.get(variant)?.push(await run(variant))
      }
    }
    const of = (variant: Variant) => (runs.get(variant) ?? []).map((run) => run.throughput)
    const ratios = (variant: Variant) => of('bellhook').map((value, at) => value / (of(variant)[at] ?? Number.NaN))
    for (const variant of VARIANTS) report.figure(`${kind}: ${variant}, acknowledgements/s`, median(of(variant)))
    report.figure(`${kind}: bellhook / none`, median(ratios('none')), { atLeast: 0.8 })
    report.figure(`${kind}: bellhook / plain`, median(ratios('plain')), { atLeast: 6 })

    const rate = median(of('none')) / 2
    const late = new Map<Variant, Measurement[]>([
      ['none', []],
      ['bellhook', []]
    ])
    for (let round = 1; round <= report.rounds; round++) {
      for (const [variant, list] of late) {
        report.progress(`${kind}: round ${round} of ${report.rounds}, ${variant} at ${Math.round(rate)}/s`)
        list.push(await run(variant, rate))
      }
    }
    const p99 = (variant: Variant) => (late.get(variant) ?? []).map((run) => run.p99)
    for (const variant of late.keys())
      report.figure(`${kind}: ${variant}, p99 at half that rate, ms`, median(p99(variant)))
    const lateness = p99('bellhook').map((value, at) => value / (p99('none')[at] ?? Number.NaN))
    report.figure(`${kind}: p99 bellhook / none`, median(lateness), { atMost: 3 })
    await database.close()
  }
}
