import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'

/** After each run, the next one waits for so many times its duration: the work takes at most a tenth of the time. */
const REST_RATIO = 9
const LONGEST_REST_MS = 1_000

/**
 * Runs the work once for all calls that come before it begins. Calls that come while it runs, or while it rests, share the next run. So
 * calls that never end cost no more than a tenth of the time, and the more slowly the work runs, the longer it rests.
 */
export function shareWork<Result>(work: () => Promise<Result>): () => Promise<Result> {
  let next: Promise<Result> | undefined
  let rest: Promise<unknown> = Promise.resolve()

  return () => {
    next ??= rest.then(() => nextTurn()).then(run)
    return next
  }

  function run(): Promise<Result> {
    next = undefined
    const began = performance.now()
    const result = work()
    rest = result.catch(() => {}).then(() => pauseAfter(performance.now() - began))
    return result
  }
}

function pauseAfter(milliseconds: number): Promise<void> {
  return sleep(Math.min(REST_RATIO * milliseconds, LONGEST_REST_MS))
}
