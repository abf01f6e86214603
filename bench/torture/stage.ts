import { rmSync } from 'node:fs'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrate } from '../../src/db/migrate.ts'
import { compare, type Difference } from './compare.ts'
import { type Gateway, makeGateway, type Variant } from './gateway.ts'
import { makePostgres, type Postgres } from './postgres.ts'
import { type DatabaseProxy, makeProxy } from './proxy.ts'
import { type Load, type Senders, startSenders } from './senders.ts'
import { makeSmallDisk, type SmallDisk } from './small-disk.ts'
import { whenInterrupted } from './when-interrupted.ts'

export interface Stage {
  gateway: Gateway
  proxy: DatabaseProxy
  postgres: Postgres
  /** The database's, where there is one. */
  disk: SmallDisk | undefined
  senders: Senders
  /** Something else did not hold. */
  fail(problem: string): void
}

/** How much of a fault. */
export interface Effort {
  /** How often it happens. */
  cycles: number
  /** How long it lasts, where it lasts. */
  seconds: number
  say(progress: string): void
}

/** Lets something happen to a gateway under load, and takes it away again. */
export type Fault = (stage: Stage, effort: Effort) => Promise<void>

export interface Tally extends Difference {
  acked: number
  /** Deliveries that were not acknowledged at first, by the reason: a status, or how the connection failed. */
  refused: Record<string, number>
  problems: string[]
  postgres: string
}

interface Setting extends Load {
  variant?: Variant
  workers?: number
  onSmallDisk?: boolean
}

const SETTLE_MS = 30_000
/** A control has lost something for good: no need to wait long for it. */
const CONTROL_SETTLE_MS = 2_000

/** Builds it all up, lets the faults happen, waits until all is well again, and counts. */
export async function stage(setting: Setting, faults: (stage: Stage) => Promise<void>): Promise<Tally> {
  const { variant = 'bellhook', workers = 1, onSmallDisk = false } = setting
  const problems: string[] = []
  const undo: (() => Promise<void>)[] = []
  try {
    const folder = await mkdtemp(join(tmpdir(), 'bellhook-torture-'))
    undo.push(() => rm(folder, { recursive: true, force: true }))
    whenInterrupted(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }))
    // When this runs as root, the database runs as nobody.
    await chmod(folder, 0o755)
    const disk = onSmallDisk ? await makeSmallDisk() : undefined
    if (disk !== undefined) undo.push(disk.remove)
    const postgres = await makePostgres(disk?.folder ?? folder)
    undo.push(postgres.kill)
    await migrate(postgres.url)
    const proxy = await makeProxy(postgres.port)
    undo.push(proxy.close)
    const databaseUrl = postgres.url.replace(`:${postgres.port}/`, `:${proxy.port}/`)
    const gateway = await makeGateway({ variant, workers, databaseUrl, folder })
    undo.push(gateway.kill)
    await gateway.start()
    const senders = startSenders(gateway.port, setting)
    undo.push(async () => void (await senders.finish(0)))

    await faults({ gateway, proxy, postgres, disk, senders, fail: (problem) => void problems.push(problem) })
    // New facts are acknowledged again.
    await senders.more()

    const unacknowledged = await senders.finish(SETTLE_MS)
    if (unacknowledged > 0) problems.push(`${unacknowledged} deliveries were never acknowledged`)
    const patience = variant === 'bellhook' ? SETTLE_MS : CONTROL_SETTLE_MS
    return {
      acked: senders.acked.size,
      ...(await compare(postgres.url, senders.acked, patience)),
      refused: Object.fromEntries(senders.refused),
      problems: [...problems, ...gateway.crashes],
      postgres: postgres.version
    }
  } finally {
    for (const step of undo.reverse()) await step()
  }
}
