import { setImmediate as nextTurn } from 'node:timers/promises'

/**
 * Runs the work once for all calls that come before it begins. Calls that come while it runs share the next run. So a
 * thousand calls at once cost no more than two.
 */
export function shareWork<Result>(work: () => Promise<Result>): () => Promise<Result> {
  let next: Promise<Result> | undefined
  let running: Promise<unknown> = Promise.resolve()

  return () => {
    next ??= running.then(nextTurn).then(() => {
      next = undefined
      const result = work()
      running = result.catch(() => {})
      return result
    })
    return next
  }
}
