import { gzipSync } from 'node:zlib'
import { measureBrowser } from './dashboard-browser.ts'
import { logIn, watch } from './dashboard-watchers.ts'
import { type BenchCluster, type BenchServer, startServer } from './fixture.ts'
import { load, percentile } from './load.ts'
import { CONNECTIONS, median } from './measure.ts'
import type { Report } from './report.ts'
import { timed } from './timed.ts'
import { type Kind, traffic } from './traffic.ts'

const DELIVERIES = 100_000
const OPERATORS = 20
/** Deliveries per second while operators watch. */
const RATE = 500
const READS = 20
const KINDS: readonly Kind[] = ['whatsapp', 'sms', 'pms']
const LISTS = [
  ...['/app', '/app/deliveries', '/app/deliveries?outcome=quarantined', '/app/deliveries?channel=pms&since=day'],
  ...[
    '/app/events',
    '/app/events?type=reservation.created',
    '/app/messages',
    '/app/guests',
    '/app/quarantine',
    '/app/audit'
  ]
]

/** Pages with 100,000 deliveries, and what people who watch cost the providers. */
export async function dashboard(cluster: BenchCluster, report: Report): Promise<void> {
  const database = await cluster.open('bench_dashboard')
  const server = await startServer('bellhook', database.url)
  try {
    await fill(server, report)
    await database.query(`update deliveries set outcome = 'quarantined', cause = 'unknown_type',
      problems = '[{"path":"/entry/0/type","problem":"is not a known word"}]' where position % 100 = 0`)
    await database.query('vacuum analyze')
    const cookie = await logIn(server)
    await measureSizes(server, cookie, report)
    for (const url of LISTS) await measureList(server, cookie, url, report)
    for (const text of ['+49 30 55512345', 'no message has this text'])
      await measureSearch(server, cookie, text, report)
    await measureWatchers(server, cookie, report)
    await measureBrowser(server, cookie, report)
  } finally {
    await server.stop()
    await database.close()
  }
}

async function fill({ port }: BenchServer, report: Report): Promise<void> {
  let stored = 0
  for (let round = 0; stored < DELIVERIES; round++) {
    report.progress(`filling: ${stored} of ${DELIVERIES} deliveries`)
    const next = traffic(KINDS[round % KINDS.length] ?? 'sms')
    stored += (await load({ port, connections: CONNECTIONS, seconds: 3, next })).acked.length
  }
}

async function measureSizes(server: BenchServer, cookie: string, report: Report): Promise<void> {
  const page = await read(server, cookie, '/app/deliveries')
  const assets = [...page.matchAll(/(?:src|href)="(\/login\/assets\/[^"]+)"/g)].map(([, url = '']) => url)
  let first = page.length
  for (const url of assets) first += (await read(server, cookie, url)).length
  report.figure('dashboard: page of 100 deliveries, kB', page.length / 1e3, { atMost: 60 })
  report.figure('dashboard: the same, gzip, kB', gzipSync(page).length / 1e3, { atMost: 8 })
  report.figure('dashboard: first visit, kB', first / 1e3, { atMost: 130 })
}

async function measureList(server: BenchServer, cookie: string, url: string, report: Report): Promise<void> {
  report.progress(url)
  const times: number[] = []
  for (let turn = 0; turn < READS; turn++) times.push(await timed(() => read(server, cookie, url)))
  report.figure(`dashboard: ${url}, median, ms`, median(times), { atMost: 300 })
}

/** A step of a search for something that is nowhere. */
async function measureSearch(server: BenchServer, cookie: string, search: string, report: Report): Promise<void> {
  for (const list of ['/app/deliveries', '/app/events']) {
    const answer = await fetch(`http://127.0.0.1:${server.port}${list}`, {
      method: 'POST',
      headers: { cookie, 'sec-fetch-site': 'same-origin' },
      body: new URLSearchParams({ search }),
      redirect: 'manual'
    })
    const found = answer.headers.get('location') ?? ''
    const times: number[] = []
    for (let turn = 0; turn < READS; turn++) times.push(await timed(() => read(server, cookie, found)))
    report.figure(`dashboard: ${list}, search for "${search}", median, ms`, median(times), { atMost: 300 })
  }
}

async function measureWatchers(server: BenchServer, cookie: string, report: Report): Promise<void> {
  const ratios: number[] = []
  const delays: number[] = []
  for (let round = 1; round <= report.rounds; round++) {
    report.progress(`watched: round ${round} of ${report.rounds}`)
    const alone = await p99(server, report.seconds)
    const watchers = await watch(server, cookie, OPERATORS)
    ratios.push((await p99(server, report.seconds)) / alone)
    watchers.close()
    delays.push(...watchers.delays)
  }
  report.figure(`dashboard: p99 of answers to providers, ${OPERATORS} watch / nobody`, median(ratios), { atMost: 1.1 })
  const sorted = Float64Array.from(delays).sort()
  report.figure('dashboard: from the arrival of a delivery to its row, p99, ms', percentile(sorted, 0.99), {
    atMost: 1_000
  })
}

async function p99({ port }: BenchServer, seconds: number): Promise<number> {
  const { latencies } = await load({ port, connections: CONNECTIONS, seconds, rate: RATE, next: traffic('sms') })
  return percentile(latencies.get(200), 0.99)
}

async function read({ port }: BenchServer, cookie: string, url: string): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${port}${url}`, { headers: { cookie } })
  if (answer.status !== 200) throw new Error(`${url} answers ${answer.status}`)
  return answer.text()
}
