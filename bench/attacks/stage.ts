import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Addresses, APART } from './addresses.ts'
import { lookAfterwards } from './aftermath.ts'
import type { Attack } from './attack.ts'
import { type RunningAttack, startAttack } from './attack-thread.ts'
import { BOUNDS, type Bounds } from './bounds.ts'
import { startBystanders } from './bystanders.ts'
import type { Cluster } from './cluster.ts'
import { makeAttackedGateway } from './gateway.ts'
import { type Figures, type Violation, violationsOf } from './violations.ts'

export interface StageOptions {
  cluster: Cluster
  /** Run one after another on the same gateway. */
  attacks: readonly Attack[]
  /** Uses the control of the first attack in place of the gateway as shipped. */
  asControl?: boolean
  addresses?: Addresses
  bounds?: Bounds
  /** Seconds of each attack, in place of its own. */
  seconds?: number | undefined
}

export interface Outcome {
  figures: Figures
  /** Bounds that did not hold. */
  violations: readonly Violation[]
  /** Number of ordinary requests that were acknowledged. */
  acked: number
  /** Longest delay of the harness's own event loop in milliseconds. Smaller figures mean little. */
  harnessLagMs: number
}

const WARM_UP_MS = 1_000
/** The bounds hold right after an attack as well. */
const COOL_DOWN_MS = 1_000
const LOOK_EVERY_MS = 50

/** Runs attacks on a gateway with ordinary traffic, and checks the bounds meanwhile and afterwards. */
export async function playAttacks(options: StageOptions): Promise<Outcome> {
  const { cluster, attacks, asControl = false, addresses = APART, bounds = BOUNDS } = options
  const lag = monitorEventLoopDelay()
  const undo: (() => Promise<void> | void)[] = []
  try {
    const folder = await mkdtemp(join(cluster.folder, 'attack-'))
    undo.push(() => rm(folder, { recursive: true, force: true, maxRetries: 3 }))
    const database = await cluster.openDatabase()
    undo.push(database.close)
    for (const { sql } of attacks) if (sql !== undefined) await database.query(sql)
    const controlOf = asControl ? attacks[0] : undefined
    const lacksEnviron = controlOf?.control.lacksEnviron ?? false
    const environ = lacksEnviron ? {} : Object.assign({}, ...attacks.map((attack) => attack.environ))
    const gateway = await makeAttackedGateway({ databaseUrl: database.url, folder, controlOf, environ })
    undo.push(gateway.kill)
    await gateway.start()
    const bystanders = startBystanders(gateway, addresses)
    undo.push(bystanders.stop)

    lag.enable()
    await sleep(WARM_UP_MS)
    const hostile = new Set<string>()
    const begun: RunningAttack[] = []
    const violations = () => [
      ...begun.flatMap((attack) => attack.violations),
      ...violationsOf(bystanders.figures(), bounds)
    ]
    const expected = controlOf?.control.violates ?? []
    /** True if the control has violated what it should, or the gateway has ended. */
    const isOver = () =>
      gateway.crashes.length > 0 || violations().some(({ condition }) => expected.includes(condition))

    for (const attack of attacks) {
      if (isOver()) break
      const { attacker: address, whatsapp } = addresses
      const sharesAddress = address === whatsapp
      const running = startAttack(attack, { port: gateway.port, address, sharesAddress, seconds: options.seconds })
      begun.push(running)
      while (!running.isDone() && !isOver()) await Promise.race([running.done, sleep(LOOK_EVERY_MS)])
      await running.stop()
      for (const delivery of running.acked) hostile.add(delivery)
    }
    if (!isOver()) {
      await sleep(COOL_DOWN_MS)
      await bystanders.finish(bounds)
    }
    const figures = bystanders.figures()
    const seen = violations()
    const after = isOver()
      ? []
      : await lookAfterwards({
          ...{ gateway, bystanders, database, addresses, bounds, hostile },
          spool: join(folder, 'gateway', 'spool')
        })
    const harnessLagMs = Math.round(lag.max / 1e6)
    return { figures, violations: [...seen, ...after], acked: bystanders.acked(), harnessLagMs }
  } finally {
    lag.disable()
    for (const step of undo.reverse()) await step()
  }
}
