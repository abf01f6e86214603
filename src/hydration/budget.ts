import type { Bucket } from '../contract/api-request.ts'

/** Calls that one credential may make. All buckets must have a token. */
export interface Budget {
  /** Resolves when a call may be made. Rejects when the budget is closed. */
  take(priority: number): Promise<void>
  /** The vendor refused a call because of its rate. No call is made for so many seconds, and then fewer. */
  slowDown(seconds: number | undefined): void
  close(): void
}

interface BudgetOptions {
  buckets: readonly Bucket[]
  /** Undefined: another gateway may have used the whole budget just now. */
  isFull: boolean
  now?: () => number
}

interface Waiting {
  priority: number
  since: number
  resolve(): void
  reject(error: Error): void
}

/** A waiting call rises by one class in this time. */
const AGEING_MS = 120_000
/** From this class on, calls leave a reserve for more urgent ones: this share of each bucket. */
const RESERVED_FROM = 4
const RESERVE = 0.4
/** After a refusal, calls are half as frequent. Each quiet minute gives back a tenth of the plan. */
const [SLOWER, FASTER, SLOWEST] = [0.5, 0.1, 0.1]
const MINUTE_MS = 60_000
/** Without a time from the vendor: 1, 2, 4, … seconds. */
const LONGEST_PAUSE_SECONDS = 60

export function createBudget({ buckets, isFull, now = Date.now }: BudgetOptions): Budget {
  const tokens = buckets.map(({ capacity }) => (isFull ? capacity : 0))
  const waiting: Waiting[] = []
  let filledAt = now()
  let blockedUntil = 0
  let refusals = 0
  let share = 1
  let sharedSince = now()
  let timer: NodeJS.Timeout | undefined
  let isClosed = false

  function fill(): void {
    const at = now()
    const passed = Math.max(0, at - filledAt) / 1_000
    filledAt = at
    for (const [index, { capacity, perSecond }] of buckets.entries()) {
      tokens[index] = Math.min(capacity, (tokens[index] ?? 0) + perSecond * share * passed)
    }
    while (share < 1 && at - sharedSince >= MINUTE_MS) {
      share = Math.min(1, share + FASTER)
      sharedSince += MINUTE_MS
      if (share === 1) refusals = 0
    }
  }

  /** Milliseconds until a call of this class may be made. */
  function waitOf(priority: number): number {
    const waits = buckets.map(({ capacity, perSecond }, index) => {
      const needed = priority >= RESERVED_FROM ? Math.max(1, Math.min(capacity, capacity * RESERVE + 1)) : 1
      const missing = needed - (tokens[index] ?? 0)
      return missing <= 1e-9 ? 0 : Math.ceil((missing / (perSecond * share)) * 1_000)
    })
    return Math.max(0, blockedUntil - now(), ...waits)
  }

  function classOf({ priority, since }: Waiting): number {
    return priority - Math.floor((now() - since) / AGEING_MS)
  }

  function pump(): void {
    clearTimeout(timer)
    timer = undefined
    fill()
    waiting.sort((one, other) => classOf(one) - classOf(other) || one.since - other.since)
    for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
      const wait = waitOf(classOf(next))
      if (wait > 0) {
        timer = setTimeout(pump, Math.min(wait, MINUTE_MS)).unref()
        return
      }
      waiting.shift()
      for (const index of tokens.keys()) tokens[index] = (tokens[index] ?? 0) - 1
      next.resolve()
    }
  }

  return {
    take(priority) {
      if (isClosed) return Promise.reject(new BudgetClosed())
      return new Promise((resolve, reject) => {
        waiting.push({ priority, since: now(), resolve, reject })
        pump()
      })
    },
    slowDown(seconds) {
      fill()
      const pause = seconds ?? Math.min(LONGEST_PAUSE_SECONDS, 2 ** refusals) * (0.5 + Math.random() / 2)
      refusals++
      blockedUntil = Math.max(blockedUntil, now() + pause * 1_000)
      tokens.fill(0)
      share = Math.max(SLOWEST, share * SLOWER)
      sharedSince = now()
      pump()
    },
    close() {
      isClosed = true
      clearTimeout(timer)
      for (const { reject } of waiting.splice(0)) reject(new BudgetClosed())
    }
  }
}

/** This gateway makes no calls of the vendor any more. */
class BudgetClosed extends Error {
  override name = 'BudgetClosed'
}
