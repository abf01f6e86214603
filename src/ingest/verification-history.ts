import type { Limits } from '../config/limits.ts'

const MINUTE_MS = 60_000

export interface VerificationHistory {
  /** Records a request that passed verification. */
  passed(address: string): void
  /** Records a request that failed verification. Returns true if further requests of this minute are refused. */
  failed(address: string): boolean
  /** Seconds for which requests from this address are refused unread. Undefined: they are read. */
  retryAfter(address: string): number | undefined
}

interface Failures {
  /** Start of the minute. */
  since: number
  count: number
}

/**
 * Remembers which client addresses sent verified requests, and which keep failing verification. An address with a verified
 * request is never refused, because many senders can share it, as behind a proxy or the egress of a cloud. Both lists are
 * bounded. An attacker with many addresses cannot remove an address from the verified ones.
 */
export function createVerificationHistory(
  limits: Limits['addresses'],
  now: () => number = () => performance.now()
): VerificationHistory {
  const passedAt = new Map<string, number>()
  const failuresOf = new Map<string, Failures>()

  return {
    passed(address) {
      // Once a minute is enough, and saves most requests the update.
      const before = passedAt.get(address)
      if (before !== undefined && now() - before < MINUTE_MS) return
      remember(passedAt, address, now(), limits.remembered)
      failuresOf.delete(address)
    },

    failed(address) {
      if (hasPassed(address)) return false
      const current = currentFailures(address)
      remember(
        failuresOf,
        address,
        { since: current?.since ?? now(), count: (current?.count ?? 0) + 1 },
        limits.remembered
      )
      return current?.count === limits.failuresPerMinute - 1
    },

    retryAfter(address) {
      const current = currentFailures(address)
      if (current === undefined || current.count < limits.failuresPerMinute || hasPassed(address)) return undefined
      return Math.ceil((current.since + MINUTE_MS - now()) / 1_000)
    }
  }

  function currentFailures(address: string): Failures | undefined {
    const failures = failuresOf.get(address)
    return failures && now() - failures.since < MINUTE_MS ? failures : undefined
  }

  function hasPassed(address: string): boolean {
    const at = passedAt.get(address)
    return at !== undefined && now() - at < limits.provenMs
  }
}

/** Sets an entry, and removes the oldest one if there are too many. */
function remember<Value>(map: Map<string, Value>, key: string, value: Value, most: number): void {
  map.delete(key)
  map.set(key, value)
  const [oldest] = map.size > most ? map.keys() : []
  if (oldest !== undefined) map.delete(oldest)
}
