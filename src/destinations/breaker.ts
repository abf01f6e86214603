/** Stops sending to an endpoint that fails, and finds out when it works again. */
export interface Breaker {
  readonly failingSince: number | undefined
  /** Undefined: it is closed. In the past: one event may be tried. */
  readonly openUntil: number | undefined
  readonly problem: string | null
  readonly lastSuccess: number
  /** The endpoint works. */
  succeeded(): void
  /** The endpoint answers, but refuses one event. */
  answered(): void
  /** Trouble of the endpoint with one event. Returns true if the breaker is open now. */
  failed(failure: EndpointFailure): boolean
  /** Opens it whatever happened before. */
  open(problem: string, retryAfterMs: number | undefined): void
  /** Requests at once: few after it was closed, doubling each second. */
  limit(most: number): number
}

interface EndpointFailure {
  position: number
  /** When the event was read first. */
  firstAt: number
  problem: string
  retryAfterMs: number | undefined
}

interface BreakerOptions {
  /** What the owner before this one has stored. */
  failingSince: number | undefined
  openUntil: number | undefined
  problem: string | null
  limits: { firstPauseMs: number; longestPauseMs: number }
}

const FAILURES = 3

export function createBreaker(options: BreakerOptions): Breaker {
  const { firstPauseMs, longestPauseMs } = options.limits
  let { failingSince, openUntil, problem } = options
  let lastSuccess = 0
  let closedAt = 0
  let inRow = 0
  const inRowPositions = new Set<number>()
  // A new owner goes on with a pause that is about as long as the failure has lasted.
  let pause = failingSince === undefined ? firstPauseMs : clamp(Date.now() - failingSince)

  function clamp(ms: number): number {
    return Math.min(longestPauseMs, Math.max(firstPauseMs, ms))
  }

  function open(why: string, retryAfterMs = 0): void {
    problem = why
    failingSince ??= Date.now()
    openUntil = Date.now() + Math.max(pause * (0.8 + Math.random() * 0.4), retryAfterMs)
    pause = clamp(pause * 2)
  }

  function answered(): void {
    if (openUntil !== undefined) closedAt = Date.now()
    openUntil = undefined
    inRow = 0
    inRowPositions.clear()
    pause = firstPauseMs
  }

  return {
    get failingSince() {
      return failingSince
    },
    get openUntil() {
      return openUntil
    },
    get problem() {
      return problem
    },
    get lastSuccess() {
      return lastSuccess
    },
    open,
    answered,
    succeeded() {
      answered()
      lastSuccess = Date.now()
      failingSince = undefined
      problem = null
    },
    failed({ position, firstAt, problem: why, retryAfterMs }) {
      inRow++
      inRowPositions.add(position)
      failingSince ??= Date.now()
      problem = why
      // One event that fails while others succeed is trouble of the event, whatever the answer is.
      const isOneEvent = inRowPositions.size === 1 && lastSuccess > firstAt
      if (openUntil === undefined && (inRow < FAILURES || isOneEvent)) return false
      open(why, retryAfterMs)
      return true
    },
    limit: (most) => Math.min(most, 2 ** Math.min(20, Math.floor((Date.now() - closedAt) / 1_000)))
  }
}
