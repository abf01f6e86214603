import { setTimeout as sleep } from 'node:timers/promises'

interface RepeatOptions {
  signal: AbortSignal
  /** Called for the first of failures in a row. */
  onFailure(error: unknown): void
}

/**
 * Repeats some work until the signal, with the pause in milliseconds that it returns. What fails is tried again after the
 * other pause, because all of it is still in the database.
 */
export async function repeat(
  work: () => Promise<number>,
  pauseAfterFailure: () => number,
  { signal, onFailure }: RepeatOptions
): Promise<void> {
  let hasFailed = false
  while (!signal.aborted) {
    let pause: number
    try {
      pause = await work()
      hasFailed = false
    } catch (error) {
      if (signal.aborted) return
      if (!hasFailed) onFailure(error)
      hasFailed = true
      pause = pauseAfterFailure()
    }
    await sleep(pause, undefined, { signal, ref: false }).catch(() => undefined)
  }
}
