import { once } from 'node:events'
import { setPriority } from 'node:os'
import { parentPort, Worker, workerData } from 'node:worker_threads'
import { type Attack, SECONDS } from './attack.ts'
import { createAttacker } from './attacker.ts'
import { attackNamed } from './registry.ts'
import type { Violation } from './violations.ts'

export interface RunningAttack {
  /** Deliveries of the attacker's that the gateway has acknowledged, by their id. */
  acked: ReadonlySet<string>
  /** What the attack itself has found. */
  violations: readonly Violation[]
  isDone(): boolean
  /** Rejects when the attack itself has a defect. */
  done: Promise<void>
  stop(): Promise<void>
}

interface Order {
  name: string
  port: number
  address: string
  seconds: number
}

/** What the thread tells. */
type News = { acked: string } | { violation: Violation }

/** An attack that did not see that its time is up is ended after so long. */
const GRACE_MS = 3_000

interface Target {
  port: number
  address: string
  seconds?: number | undefined
}

/** Starts an attack in a thread of its own. It cannot outlive this process. */
export function startAttack(attack: Attack, { port, address, seconds }: Target): RunningAttack {
  const order: Order = { name: attack.name, port, address, seconds: seconds ?? attack.seconds ?? SECONDS }
  const acked = new Set<string>()
  const violations: Violation[] = []
  let isDone = false
  const worker = new Worker(new URL(import.meta.url), { workerData: order, execArgv: [] })
  worker.on('message', (news: News) => {
    if ('acked' in news) acked.add(news.acked)
    else violations.push(news.violation)
  })
  const tooLong = setTimeout(() => worker.terminate(), order.seconds * 1_000 + GRACE_MS)
  const done = once(worker, 'exit').then(() => {
    isDone = true
    clearTimeout(tooLong)
  })
  return {
    acked,
    violations,
    isDone: () => isDone,
    done,
    async stop() {
      await worker.terminate()
      await done
    }
  }
}

if (parentPort !== null) {
  const { name, port, address, seconds }: Order = workerData
  const tell = (news: News) => parentPort?.postMessage(news)
  // Of this thread alone. Real attackers bring their own processors, and ordinary senders must not wait for ours.
  setPriority(10)
  await attackNamed(name).run(
    createAttacker({
      ...{ port, address, seconds },
      onAck: (delivery) => tell({ acked: delivery }),
      onFound: (text) => tell({ violation: { condition: 'attack', text } })
    })
  )
  process.exit()
}
