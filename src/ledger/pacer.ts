import { letOthersWork } from '../contract/let-others-work.ts'

export interface Pacer {
  /** Counts work. After enough of it, resolves only after other work of the process has run. */
  pause(work: number): Promise<void> | undefined
}

/** Lets other work of the process run after every `most` units of work. */
export function createPacer(most: number): Pacer {
  let done = 0
  return {
    pause(work) {
      done += work
      if (done < most) return undefined
      done = 0
      return letOthersWork()
    }
  }
}

/** Runs work that yields, without pauses. */
export function runNow<Result>(work: Generator<undefined, Result>): Result {
  for (;;) {
    const step = work.next()
    if (step.done) return step.value
  }
}

/** Runs work that yields. Other work of the process runs at each yield. */
export async function runInTurns<Result>(work: Generator<undefined, Result>): Promise<Result> {
  for (;;) {
    const step = work.next()
    if (step.done) return step.value
    await letOthersWork()
  }
}
