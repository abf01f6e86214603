import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Fake } from '../src/fakes/fake.ts'
import type { BenchDatabase } from './fixture.ts'
import { type Gateway, makeGatewayProcess } from './torture/gateway.ts'

const TOKEN = 'bench_webhook_token_0123'
const PATIENCE_MS = 150_000

/** A gateway that reads records from a fake, as soon as webhooks ask for them. */
export async function startHydratingGateway(database: BenchDatabase, fake: Fake, folder: string): Promise<Gateway> {
  const gateway = await makeGatewayProcess({
    command: [process.execPath, '--max-semi-space-size=32', resolve(import.meta.dirname, '../src/server.js')],
    databaseUrl: database.url,
    folder,
    environ: {
      ...fake.settings,
      [`${fake.source.toUpperCase()}_WEBHOOK_TOKEN`]: TOKEN,
      DESTINATION_NETWORKS: '127.0.0.1/32',
      RECONCILE_INTERVAL_SECONDS: '86400',
      HYDRATION_WAIT_SECONDS: '3600'
    }
  })
  await gateway.start()
  return gateway
}

/** Where the fake posts its webhooks. */
export function webhookUrlOf({ port }: Gateway, { source }: Fake): string {
  return `http://127.0.0.1:${port}/webhooks/pms/${source}?token=${TOKEN}`
}

export function hasBaseline(database: BenchDatabase): Promise<void> {
  return until(async () => (await count(database, 'providers where baseline_completed_at is not null')) === 1)
}

export function hasReadAll(database: BenchDatabase): Promise<void> {
  return until(async () => (await count(database, 'wanted_records')) === 0)
}

async function count({ query }: BenchDatabase, from: string): Promise<number> {
  const [row] = await query(`select count(*)::int as count from ${from}`)
  return Number(row?.['count'])
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await sleep(100)) if (await condition()) return
  throw new Error('the gateway did not get ready')
}
