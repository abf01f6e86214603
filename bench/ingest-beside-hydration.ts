import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { JsonObject } from '../schemas/reading.ts'
import { startFake } from '../src/fakes/start-fake.ts'
import type { BenchCluster } from './fixture.ts'
import { hasBaseline, hasReadAll, startHydratingGateway, webhookUrlOf } from './hydrating-gateway.ts'
import { load } from './load.ts'
import { CONNECTIONS, checkFeed, median } from './measure.ts'
import type { Report } from './report.ts'
import { sendThinEvents } from './send-thin-events.ts'
import { traffic } from './traffic.ts'

/** Thin events a second, each about another reservation: a group of hotels at a busy hour. */
const RATE = 10

/** Acknowledgements of WhatsApp messages while records are read, against the same load without them. They take turns. */
export async function ingestBesideHydration(
  cluster: BenchCluster,
  report: Report,
  identify: (at: number) => JsonObject
): Promise<void> {
  const database = await cluster.open('bench_records')
  const fake = await startFake('mews', { latencyMs: 40 })
  const folder = await mkdtemp(join(tmpdir(), 'bellhook-bench-'))
  const gateway = await startHydratingGateway(database, fake, folder)
  const { port } = gateway
  const [pattern = {}] = fake.records.all('reservations')
  const without: number[] = []
  const beside: number[] = []
  let made = 0
  try {
    await hasBaseline(database)
    for (let round = 0; round <= report.rounds; round++) {
      report.progress(`ingest beside records: round ${round} of ${report.rounds}`)
      const quiet = await ingest()
      const ids = Array.from({ length: RATE * report.seconds }, () =>
        fake.put('reservations', { ...pattern, ...identify(made++) })
      )
      const urls = [webhookUrlOf(gateway, fake)]
      const [busy] = await Promise.all([ingest(), sendThinEvents(fake, { ids, urls, seconds: report.seconds })])
      await hasReadAll(database)
      // The first round warms up.
      if (round === 0) continue
      without.push(quiet)
      beside.push(busy)
    }
  } finally {
    await gateway.kill()
    await fake.close()
    await database.close()
    await rm(folder, { recursive: true, force: true })
  }
  report.figure('ingest without records: acknowledgements/s', median(without))
  report.figure(`ingest beside ${RATE} records/s: acknowledgements/s`, median(beside))
  const ratios = beside.map((throughput, at) => throughput / (without[at] ?? Number.NaN))
  report.figure('ingest beside records / without', median(ratios), { atLeast: 0.97 })

  async function ingest(): Promise<number> {
    await database.settle()
    const next = traffic('whatsapp')
    const { throughput, acked } = await load({ port, connections: CONNECTIONS, next, seconds: report.seconds })
    await checkFeed(database, acked)
    return throughput
  }
}
