import { fileURLToPath } from 'node:url'
import type { BenchCluster } from '../fixture.ts'
import { median } from '../measure.ts'
import type { Bound, Report } from '../report.ts'
import type { Reference } from './reference-stores.ts'
import { type Run, ratio, runRounds, warmUp } from './run-rounds.ts'
import { startProduct, startReference, type Yardstick } from './start-yardstick.ts'

interface Target {
  connections: number
  rates: Readonly<Record<Reference, number>>
  /** Against `group-commit`. The JavaScript of `verify-only` is saturated, and some of its connections starve. */
  p99: number
}

const TARGETS: readonly Target[] = [
  { connections: 20, rates: { 'verify-only': 0.25, 'group-commit': 0.75, 'one-transaction': 2.8 }, p99: 1.5 },
  { connections: 100, rates: { 'verify-only': 0.4, 'group-commit': 0.8, 'one-transaction': 4 }, p99: 2 },
  { connections: 500, rates: { 'verify-only': 0.42, 'group-commit': 0.8, 'one-transaction': 4 }, p99: 2 }
]
const REFERENCES: readonly Reference[] = ['verify-only', 'group-commit', 'one-transaction']
const MANY = 2_000
/** CPU of the JavaScript thread, against `verify-only`: 70 µs where it takes 33. */
const MOST_JS = 70 / 33

const BELLHOOK = 'bellhook'
const TWO_WORKERS = 'bellhook, two workers'
const EARLIER = 'earlier build'

/** Bellhook as shipped against three servers that verify the same signed messages, loaded by wrk, in one run. */
export async function yardsticks(cluster: BenchCluster, report: Report): Promise<void> {
  const folder = fileURLToPath(new URL('../../..', import.meta.url))
  const servers: Yardstick[] = []
  try {
    for (const name of REFERENCES) servers.push(await startReference(cluster, name))
    servers.push(await startProduct(cluster, { name: BELLHOOK, folder }))
    servers.push(await startProduct(cluster, { name: TWO_WORKERS, folder, settings: { WORKERS: '2' } }))
    if (report.against !== undefined)
      servers.push(await startProduct(cluster, { name: EARLIER, folder: report.against }))
    await warmUp(servers, { kind: 'whatsapp', connections: 100 })

    for (const target of TARGETS) {
      const { connections } = target
      compare(report, target, await runRounds(report, servers, { kind: 'whatsapp', connections }))
    }
    const own = servers.filter(({ name }) => name === BELLHOOK)
    await manySenders(report, own)
    await reservations(
      report,
      servers.filter(({ name }) => [BELLHOOK, EARLIER].includes(name))
    )
  } finally {
    for (const server of servers) await server.stop()
  }
}

function compare(report: Report, { connections, rates, p99 }: Target, runs: ReadonlyMap<string, Run[]>): void {
  const at = (name: string) => `${connections} connections: ${name}`
  const own = runs.get(BELLHOOK)
  for (const [name, list] of runs) {
    report.figure(at(`${name}, acknowledgements/s`), median(list.map(({ perSecond }) => perSecond)))
    report.figure(at(`${name}, p99, ms`), median(list.map((run) => run.p99)))
    if (!name.startsWith(BELLHOOK)) report.figure(at(`${name}, JavaScript, µs`), median(list.map(({ js }) => js)))
  }
  for (const name of REFERENCES) {
    report.figure(at(`bellhook / ${name}`), ratio(own, runs.get(name), 'perSecond'), { atLeast: rates[name] })
  }
  report.figure(at('p99, bellhook / group-commit'), ratio(own, runs.get('group-commit'), 'p99'), { atMost: p99 })
  report.figure(at('JavaScript, bellhook / verify-only'), ratio(own, runs.get('verify-only'), 'js'), {
    atMost: MOST_JS
  })
  report.figure(at('refused'), Math.max(...(own ?? []).map(({ refused }) => refused)), { atMost: 0 })
  const two = runs.get(TWO_WORKERS)
  const bounds = connections === 100 ? [{ atLeast: 1.15 }, { atMost: 1 }] : []
  report.figure(at('two workers / one'), ratio(two, own, 'perSecond'), bounds[0])
  report.figure(at('p99, two workers / one'), ratio(two, own, 'p99'), bounds[1])
  if (runs.has(EARLIER))
    report.figure(at('bellhook / earlier build'), ratio(own, runs.get(EARLIER), 'perSecond'), { atLeast: 0.97 })
}

async function manySenders(report: Report, own: readonly Yardstick[]): Promise<void> {
  const runs = (await runRounds(report, own, { kind: 'whatsapp', connections: MANY })).get(BELLHOOK) ?? []
  const highest = (key: keyof Run) => Math.max(...runs.map((run) => run[key]))
  report.figure(`${MANY} connections: acknowledgements/s`, median(runs.map(({ perSecond }) => perSecond)))
  report.figure(`${MANY} connections: refused`, highest('refused'), { atMost: 0 })
  report.figure(`${MANY} connections: p99, ms`, median(runs.map(({ p99 }) => p99)), { atMost: 2_000 })
  report.figure(`${MANY} connections: highest memory, MB`, highest('memory'), { atMost: 300 })
}

/** No reference server keeps the state of reservations. */
async function reservations(report: Report, servers: readonly Yardstick[]): Promise<void> {
  await warmUp(servers, { kind: 'pms', connections: 100 })
  const runs = await runRounds(report, servers, { kind: 'pms', connections: 100 })
  for (const [name, list] of runs) {
    report.figure(`new reservations: ${name}, acknowledgements/s`, median(list.map(({ perSecond }) => perSecond)))
    report.figure(`new reservations: ${name}, JavaScript, µs`, median(list.map(({ js }) => js)))
  }
  if (!runs.has(EARLIER)) return
  const bound: Bound = { atLeast: 1.4 }
  report.figure(
    'new reservations: bellhook / earlier build',
    ratio(runs.get(BELLHOOK), runs.get(EARLIER), 'perSecond'),
    bound
  )
}
