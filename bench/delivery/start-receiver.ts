import { fork } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'

export interface Arrivals {
  /** How late each event was, in milliseconds. */
  late: readonly number[]
  /** When the first and the last one came, in milliseconds since 1970. */
  first: number
  last: number
}

export interface Receiver {
  port: number
  /** What has arrived since the last call. */
  take(): Promise<Arrivals>
  /** Waits until so many events have arrived since the last call. Rejects if more have. */
  collect(count: number): Promise<Arrivals>
  stop(): void
}

const PATIENCE_MS = 120_000
const BETWEEN_LOOKS_MS = 50

/** Starts `receiver.ts`. */
export async function startReceiver(): Promise<Receiver> {
  const child = fork(new URL('./receiver.js', import.meta.url), { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] })
  const [{ port }] = (await once(child, 'message')) as [{ port: number }] // as receiver.ts sends it
  async function take(): Promise<Arrivals> {
    child.send('take')
    const [arrivals] = (await once(child, 'message')) as [Arrivals] // as receiver.ts sends it
    return arrivals
  }

  async function collect(count: number): Promise<Arrivals> {
    const late: number[] = []
    let [first, last] = [0, 0]
    for (const deadline = performance.now() + PATIENCE_MS; late.length < count; await sleep(BETWEEN_LOOKS_MS)) {
      if (performance.now() > deadline) throw new Error(`only ${late.length} of ${count} events were delivered`)
      const arrivals = await take()
      if (arrivals.late.length === 0) continue
      if (late.length === 0) first = arrivals.first
      last = arrivals.last
      for (const one of arrivals.late) late.push(one)
    }
    if (late.length > count) throw new Error(`${late.length} deliveries of ${count} events`)
    return { late, first, last }
  }

  return { port, take, collect, stop: () => void child.kill('SIGTERM') }
}
