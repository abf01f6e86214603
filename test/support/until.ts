import { setTimeout as sleep } from 'node:timers/promises'

const DEADLINE_MS = 60_000

/** Waits for a condition. Fails loudly after a minute. */
export async function until(condition: () => Promise<boolean> | boolean, what: string): Promise<void> {
  for (const end = Date.now() + DEADLINE_MS; Date.now() < end; await sleep(20)) {
    if (await condition()) return
  }
  throw new Error(`waited in vain: ${what}`)
}
