import { letOthersWork } from '../contract/let-others-work.ts'
import { createBudget } from '../http/budget.ts'

/** Runs work that reads and builds a page, when its turn has come. */
export type PageTurns = <Result>(work: () => Promise<Result>) => Promise<Result>

/**
 * Lets only a few pages be read and built at a time, first come, first served, and other work of the process have its turn after each. A
 * page of megabytes keeps the event loop busy for tens of milliseconds, and the answers of the database to many readers come at once.
 */
export function createPageTurns(atOnce: number): PageTurns {
  const turns = createBudget(atOnce)

  return async (work) => {
    const turn = await turns.take(1)
    try {
      return await work()
    } finally {
      void letOthersWork().then(turn.release)
    }
  }
}
