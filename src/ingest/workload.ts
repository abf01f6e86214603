import type { Limits } from '../config/limits.ts'

/** Counts the requests at work, and how fast they end. */
export interface Workload {
  began(): void
  ended(): void
  requests(): number
  /** False if a further request would wait too long. `share`: of the requests at work that its channel may use. */
  hasRoom(share: number): boolean
}

/** Seconds back from now of which the best one counts as the rate: a pause of the machine must not refuse anyone. */
const SECONDS = 3

/**
 * Bounds the wait and not the number of requests: on a fast machine many can be at work, on a slow one few. A gateway that has had little
 * to do does not know its rate, so `freeRequests` are never refused.
 */
export function createWorkload(
  { requests: most, freeRequests, expectedWaitMs }: Limits['http'],
  now: () => number = () => performance.now()
): Workload {
  /** Requests that ended in each of the last seconds, the current one first. */
  let ends: number[] = Array(SECONDS + 1).fill(0)
  let second = Math.floor(now() / 1_000)
  let requests = 0

  return {
    began: () => void requests++,
    ended() {
      requests--
      turn()
      ends[0] = (ends[0] ?? 0) + 1
    },
    requests: () => requests,
    hasRoom(share) {
      if (requests < Math.min(freeRequests, most) * share) return true
      turn()
      return requests < Math.min((Math.max(...ends) * expectedWaitMs) / 1_000, most) * share
    }
  }

  function turn(): void {
    const passed = Math.floor(now() / 1_000) - second
    if (passed === 0) return
    second += passed
    const empty = Array<number>(Math.min(passed, ends.length)).fill(0)
    ends = [...empty, ...ends].slice(0, SECONDS + 1)
  }
}
