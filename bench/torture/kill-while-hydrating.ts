import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startFake } from '../../src/fakes/start-fake.ts'
import { openPool } from '../open-pool.ts'
import { makeGatewayProcess } from './gateway.ts'

export interface HydrationTally {
  changes: number
  /** Changes without an event of the whole record. */
  lost: number
  /** Further events of a record that changed once. */
  doubled: number
  problems: readonly string[]
}

interface HydrationOptions {
  databaseUrl: string
  kills: number
  /** True: the queue is emptied at each kill, as one in memory would be. It shows that a loss is seen. */
  forgets?: boolean
  say(progress: string): void
}

const TOKEN = 'torture_webhook_token_0123'
const PER_CYCLE = 5
const SETTLE_MS = 90_000

/** `kill -9` of a gateway at random moments while it reads records of a vendor's API. */
export async function killWhileHydrating(options: HydrationOptions): Promise<HydrationTally> {
  const { databaseUrl, kills, forgets = false, say } = options
  const fake = await startFake('mews', { latencyMs: 40 })
  const folder = await mkdtemp(join(tmpdir(), 'bellhook-torture-'))
  const pool = openPool(databaseUrl, 2)
  const gateway = await makeGatewayProcess({
    command: [process.execPath, resolve(import.meta.dirname, '../../src/server.js')],
    databaseUrl,
    folder,
    environ: {
      ...fake.settings,
      MEWS_WEBHOOK_TOKEN: TOKEN,
      DESTINATION_NETWORKS: '127.0.0.1/32',
      // No pass finds what a webhook has announced already, and no event goes out thin.
      RECONCILE_INTERVAL_SECONDS: '86400',
      HYDRATION_WAIT_SECONDS: '3600'
    }
  })
  const changed: string[] = []
  try {
    await gateway.start()
    const url = `http://127.0.0.1:${gateway.port}/webhooks/pms/mews?token=${TOKEN}`
    fake.setWebhooks({ url })
    await waitFor('select from providers where baseline_completed_at is not null', (rows) => rows > 0)
    const [pattern = {}] = fake.records.all('reservations')
    for (let kill = 1; kill <= kills; kill++) {
      for (let count = 0; count < PER_CYCLE; count++) await change()
      // A read begins 1.5 s after the webhook, so the control always kills before it.
      if (!forgets) await sleep(Math.random() * 3_000)
      await gateway.kill()
      if (forgets) await pool.query('delete from wanted_records')
      await gateway.start()
      say(`killed ${kill} of ${kills}`)
    }
    for (let count = 0; count < PER_CYCLE; count++) await change()
    await waitFor('select from wanted_records', (rows) => rows === 0)
    return await tallyOf(gateway.crashes)

    async function change(): Promise<void> {
      const Id = `7c1e4e00-0000-4000-8000-2000000${String(changed.length).padStart(5, '0')}`
      changed.push(fake.put('reservations', { ...pattern, Id }))
      // As a vendor does, until it is acknowledged.
      for (const end = Date.now() + SETTLE_MS; Date.now() < end; await sleep(100)) {
        const [status] = await fake.announce('reservations', Id)
        if (status === 200) return
      }
      throw new Error('a webhook was never acknowledged')
    }
  } finally {
    await gateway.kill()
    await fake.close()
    await pool.end()
    await rm(folder, { recursive: true, force: true })
  }

  async function tallyOf(problems: readonly string[]): Promise<HydrationTally> {
    const { rows } = await pool.query<{ subject: string }>(
      "select subject from events where source = 'mews' and hydrated"
    )
    const counts = new Map<string, number>()
    for (const { subject } of rows) counts.set(subject, (counts.get(subject) ?? 0) + 1)
    const found = changed.map((id) => counts.get(`reservation/${id}`) ?? 0)
    return {
      changes: changed.length,
      lost: found.filter((count) => count === 0).length,
      doubled: found.reduce((sum, count) => sum + Math.max(0, count - 1), 0),
      problems
    }
  }

  async function waitFor(sql: string, isMet: (rows: number) => boolean): Promise<void> {
    for (const end = Date.now() + SETTLE_MS; Date.now() < end; await sleep(100)) {
      const { rowCount } = await pool.query(sql)
      if (isMet(rowCount ?? 0)) return
    }
    throw new Error(`waited in vain: ${sql}`)
  }
}
