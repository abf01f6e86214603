import { once } from 'node:events'
import { setPriority } from 'node:os'
import { parentPort, Worker, workerData } from 'node:worker_threads'
import { type Attack, SECONDS } from './attack.ts'
import { createAttacker } from './attacker.ts'
import { attackNamed } from './registry.ts'
import type { Violation } from './violations.ts'

export interface RunningAttack {
  /** Ids of the attacker's deliveries that the gateway has acknowledged. */
  acked: ReadonlySet<string>
  /** What the attack itself reported. */
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
  sharesAddress: boolean
  seconds: number
}

/** A message from the thread. */
type News = { acked: string } | { violation: Violation }

/** Time for the start of the thread, and for an attack to notice that its time is up, before the thread is terminated. */
const GRACE_MS = 10_000

interface Target {
  port: number
  address: string
  /** Ordinary senders have the address, too. */
  sharesAddress: boolean
  seconds?: number | undefined
}

/** Starts an attack in a thread of its own. It cannot outlive this process. */
export function startAttack(attack: Attack, { port, address, sharesAddress, seconds }: Target): RunningAttack {
  const time = seconds ?? attack.seconds ?? SECONDS
  const order: Order = { name: attack.name, port, address, sharesAddress, seconds: time }
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
  const { name, port, address, sharesAddress, seconds }: Order = workerData
  const send = (news: News) => parentPort?.postMessage(news)
  // On Linux this is the priority of this thread alone. The ordinary senders must not wait for the attacker.
  setPriority(10)
  await attackNamed(name).run(
    createAttacker({
      ...{ port, address, sharesAddress, seconds },
      onAck: (delivery) => send({ acked: delivery }),
      onFound: (text) => send({ violation: { condition: 'attack', text } })
    })
  )
  process.exit()
}
