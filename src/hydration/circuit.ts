/** Failures in a row after which only trial calls go out. */
const MOST_FAILURES = 5
const BETWEEN_TRIALS_MS = 30_000
/** A credential that is refused is tried again this often. */
const BETWEEN_REFUSED_MS = 5 * 60_000

/** Keeps calls from a vendor that does not work, or does not take the credential. */
export interface Circuit {
  /** False: no call may go out now. True for a trial, once in each interval. */
  admits(): boolean
  failed(): number
  refused(): void
  /** Returns true if calls were kept back before. */
  worked(): boolean
  /** Milliseconds until the next trial. 0: calls may go out. */
  wait(): number
}

export function createCircuit(now: () => number = Date.now): Circuit {
  let failures = 0
  let trialAt: number | undefined
  let between = BETWEEN_TRIALS_MS

  return {
    admits() {
      if (trialAt === undefined) return true
      if (now() < trialAt) return false
      trialAt = now() + between
      return true
    },
    failed() {
      failures++
      if (failures >= MOST_FAILURES && trialAt === undefined) {
        between = BETWEEN_TRIALS_MS
        trialAt = now() + between
      }
      return failures
    },
    refused() {
      between = BETWEEN_REFUSED_MS
      trialAt = now() + between
    },
    worked() {
      const wasOpen = trialAt !== undefined
      failures = 0
      trialAt = undefined
      return wasOpen
    },
    wait: () => (trialAt === undefined ? 0 : Math.max(0, trialAt - now()))
  }
}
