const AFTER_START_MS = 1_000
const BETWEEN_ROUNDS_MS = 3_600_000
/** Also the wait while another gateway is at work: it may end at any time. */
const RETRY_MS = 60_000

interface Rounds {
  /** Returns false if another gateway is doing this work. */
  run(): Promise<boolean>
  /** Returns false once the gateway is closing. */
  pause(ms: number): Promise<boolean>
  /** Called for the first of several failures in a row. */
  onFailure(error: unknown): void
}

/** Runs a round shortly after the start and an hour after the last one, or after a minute if a round was not done. */
export async function repeatRounds({ run, pause, onFailure }: Rounds): Promise<void> {
  let failing = false
  let wait = AFTER_START_MS
  while (await pause(wait)) {
    try {
      wait = (await run()) ? BETWEEN_ROUNDS_MS : RETRY_MS
      failing = false
    } catch (error) {
      if (!failing) onFailure(error)
      failing = true
      wait = RETRY_MS
    }
  }
}
