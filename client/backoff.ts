import { BellhookError } from './bellhook-error.ts'
import { waitFor } from './wait-for.ts'

const FIRST_MS = 500
const LONGEST_MS = 30_000
/** So that clients that lost the same gateway do not come back all at once. */
const JITTER = 0.2

export interface Backoff {
  /** Waits after a failure: longer each time, and at least as long as the gateway asks. An aborted signal ends the wait. */
  wait(error: unknown, signal: AbortSignal): Promise<void>
  /** Call it after a success. */
  reset(): void
}

export function createBackoff(): Backoff {
  let pause = FIRST_MS
  return {
    async wait(error, signal) {
      const asked = error instanceof BellhookError ? (error.retryAfterMs ?? 0) : 0
      const jitter = 1 - JITTER + Math.random() * 2 * JITTER
      const ms = Math.max(pause * jitter, asked)
      pause = Math.min(pause * 2, LONGEST_MS)
      await waitFor(ms, signal)
    },
    reset() {
      pause = FIRST_MS
    }
  }
}
