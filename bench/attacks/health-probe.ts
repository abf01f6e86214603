import { setTimeout as sleep } from 'node:timers/promises'
import { openLine } from '../torture/line.ts'

export interface HealthProbe {
  /** Milliseconds of the slowest answer, including one that is still missing. */
  worst(): number
  /** Number of failures by kind. */
  failures: ReadonlyMap<string, number>
  stop(): void
}

const REQUEST = Buffer.from('GET /healthz HTTP/1.1\r\nhost: attacks.test\r\nconnection: close\r\n\r\n')
const PAUSE_MS = 100

/** Requests `/healthz` as an orchestrator does: each time on a new connection. */
export function probeHealth(port: number, address: string): HealthProbe {
  const failures = new Map<string, number>()
  let stopped = false
  let slowest = 0
  let askedAt: number | undefined

  async function ask(): Promise<number | string> {
    try {
      const line = await openLine(port, address)
      const status = await line.exchange(REQUEST)
      line.close()
      return status
    } catch (error) {
      return error instanceof Error && 'code' in error ? String(error.code) : String(error)
    }
  }

  async function run(): Promise<void> {
    while (!stopped) {
      askedAt = performance.now()
      const status = await ask()
      if (stopped) return
      slowest = Math.max(slowest, performance.now() - askedAt)
      askedAt = undefined
      if (status !== 200) failures.set(String(status), (failures.get(String(status)) ?? 0) + 1)
      await sleep(PAUSE_MS)
    }
  }

  void run()
  return {
    worst: () => Math.max(slowest, askedAt === undefined ? 0 : performance.now() - askedAt),
    failures,
    stop() {
      if (askedAt !== undefined) slowest = Math.max(slowest, performance.now() - askedAt)
      askedAt = undefined
      stopped = true
    }
  }
}
