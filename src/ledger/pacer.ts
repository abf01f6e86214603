import { setImmediate as nextTurn } from 'node:timers/promises'

export interface Pacer {
  /** Counts work that was done. Now and then it returns only after other work of the process had its turn. */
  pause(work: number): Promise<void> | undefined
}

/** Gives other work of the process its turn after every `most` units of work. */
export function createPacer(most: number): Pacer {
  let done = 0
  return {
    pause(work) {
      done += work
      if (done < most) return undefined
      done = 0
      return nextTurn()
    }
  }
}

/** Runs work that yields now and then, without a pause. */
export function runNow<Result>(work: Generator<undefined, Result>): Result {
  for (;;) {
    const step = work.next()
    if (step.done) return step.value
  }
}

/** Runs work that yields now and then. Other work of the process has its turn at each yield. */
export async function runInTurns<Result>(work: Generator<undefined, Result>): Promise<Result> {
  for (;;) {
    const step = work.next()
    if (step.done) return step.value
    await nextTurn()
  }
}
