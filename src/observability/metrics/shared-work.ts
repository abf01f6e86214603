import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises'

/** Milliseconds between the starts of two runs while more than one call waits for each. */
const REST_MS = 250

/**
 * Runs the work once for all calls that come before it begins. Calls that come while it runs share the next run, which then begins a
 * quarter of a second later. So a thousand calls at once cost no more than two, and calls that never end cost no more than four a second.
 */
export function shareWork<Result>(work: () => Promise<Result>): () => Promise<Result> {
  let next: Promise<Result> | undefined
  /** Settles after the current run. */
  let running: Promise<unknown> | undefined

  return () => {
    next ??= turn().then(() => {
      next = undefined
      const result = work()
      running = result
        .catch(() => {})
        .then(() => {
          running = undefined
        })
      return result
    })
    return next
  }

  function turn(): Promise<unknown> {
    return running === undefined ? nextTurn() : running.then(() => sleep(REST_MS, undefined, { ref: false }))
  }
}
