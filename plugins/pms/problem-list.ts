import { MOST_PROBLEMS } from '../../schemas/collect.ts'
import type { Problem } from '../../schemas/reading.ts'

/** The problems of one delivery: the first ones, and the number of the others. */
export interface ProblemList {
  add(path: string, problem: string, cause?: 'unknown_type'): void
  end(): readonly Problem[]
  readonly isEmpty: boolean
}

export function createProblemList(): ProblemList {
  const listed: Problem[] = []
  let more = 0
  return {
    add(path, problem, cause) {
      // A field can be read for several purposes.
      if (listed.some((one) => one.path === path && one.problem === problem)) return
      if (listed.length < MOST_PROBLEMS) listed.push(cause === undefined ? { path, problem } : { path, problem, cause })
      else more++
    },
    end: () =>
      more === 0
        ? listed
        : [...listed, { path: '', problem: `has ${more} more items that cannot be read`, items: more }],
    get isEmpty() {
      return listed.length === 0
    }
  }
}
