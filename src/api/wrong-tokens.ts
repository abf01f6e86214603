import type { Limits } from '../config/limits.ts'
import { addressKey } from '../http/client-address.ts'

const MINUTE_MS = 60_000

export interface WrongTokens {
  /**
   * Counts a wrong API token from a client. Returns the seconds after which the client may try again, or undefined while
   * it is below the limit.
   */
  count(ip: string): number | undefined
}

interface WrongTokensOptions {
  limits: Limits['auth']
  log: { warn(fields: object, message: string): void }
  /** Milliseconds of a clock that never goes back. */
  now?: () => number
}

/** The wrong tokens of one client address since `since`. */
interface Window {
  since: number
  tokens: number
}

/**
 * Counts wrong API tokens per client address and minute, and logs the first of each minute. The table and the log are
 * bounded: an attacker with many addresses only displaces the oldest windows.
 */
export function createWrongTokens({ limits, log, now = () => performance.now() }: WrongTokensOptions): WrongTokens {
  // The oldest window comes first, because each window that begins is added at the end.
  const windows = new Map<string, Window>()
  const logged = { since: Number.NEGATIVE_INFINITY, lines: 0 }

  return {
    count(ip) {
      const address = addressKey(ip)
      const window = windows.get(address)
      if (window === undefined || now() - window.since >= MINUTE_MS) {
        begin(address)
        logOnce({ address, tokensInEarlierMinute: window?.tokens ?? 0 })
        return undefined
      }
      window.tokens++
      if (window.tokens <= limits.wrongTokensPerMinute) return undefined
      return Math.ceil((window.since + MINUTE_MS - now()) / 1000)
    }
  }

  function begin(address: string): void {
    windows.delete(address)
    windows.set(address, { since: now(), tokens: 1 })
    const [oldest] = windows.size > limits.addresses ? windows.keys() : []
    if (oldest !== undefined) windows.delete(oldest)
  }

  function logOnce(fields: object): void {
    if (now() - logged.since >= MINUTE_MS) Object.assign(logged, { since: now(), lines: 0 })
    logged.lines++
    if (logged.lines <= limits.logLinesPerMinute) log.warn(fields, 'refused: wrong API token')
  }
}
