import type { Limits } from '../config/limits.ts'

const MINUTE_MS = 60_000

export interface KnownSenders {
  /** A request from this address passed verification. */
  proven(address: string): void
  /** A request from this address failed verification. Returns true when it was the last one of this minute. */
  refused(address: string): boolean
  /** Seconds for which requests from this address are refused unread. Undefined: they are read. */
  retryAfter(address: string): number | undefined
}

interface Failures {
  /** When its minute began. */
  since: number
  count: number
}

/**
 * Remembers which addresses sent verified requests, and which keep failing verification. Proven addresses are never
 * refused for the failures of others behind them: a proxy or a cloud's egress is shared. Both lists are bounded, and an
 * attacker with many addresses cannot push an address out of the proven ones.
 */
export function createKnownSenders(
  limits: Limits['addresses'],
  now: () => number = () => performance.now()
): KnownSenders {
  const provenAt = new Map<string, number>()
  const failuresOf = new Map<string, Failures>()

  return {
    proven(address) {
      // The clock of most requests is good enough by the minute, which saves moving the entry.
      const before = provenAt.get(address)
      if (before !== undefined && now() - before < MINUTE_MS) return
      remember(provenAt, address, now(), limits.remembered)
      failuresOf.delete(address)
    },

    refused(address) {
      if (isProven(address)) return false
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
      if (current === undefined || current.count < limits.failuresPerMinute || isProven(address)) return undefined
      return Math.ceil((current.since + MINUTE_MS - now()) / 1_000)
    }
  }

  function currentFailures(address: string): Failures | undefined {
    const failures = failuresOf.get(address)
    return failures && now() - failures.since < MINUTE_MS ? failures : undefined
  }

  function isProven(address: string): boolean {
    const at = provenAt.get(address)
    return at !== undefined && now() - at < limits.provenMs
  }
}

/** Keeps the entries that were written last. */
function remember<Value>(map: Map<string, Value>, key: string, value: Value, most: number): void {
  map.delete(key)
  map.set(key, value)
  const [oldest] = map.size > most ? map.keys() : []
  if (oldest !== undefined) map.delete(oldest)
}
