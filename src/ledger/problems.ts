import { isProblem, type Problem, type Reading } from '../../schemas/reading.ts'
import { shortened } from './shortened.ts'

type Shown = Pick<Problem, 'path' | 'problem' | 'items'>

const NONE: readonly never[] = Object.freeze([])
const LONGEST_TEXT = 500

/** The problems of a delivery: the number of items, and the problems to store. */
export interface Problems {
  count: number
  first: Problem | undefined
  /** Lists at most `most` problems, and one more with the number of the others. */
  shown: readonly Shown[]
}

export function problemsOf(readings: readonly Reading[], most: number): Problems {
  let count = 0
  let listed = 0
  let first: Problem | undefined
  let shown: Shown[] | undefined
  for (const reading of readings) {
    if (!isProblem(reading)) continue
    const { path, problem, items = 1 } = reading
    count += items
    first ??= reading
    shown ??= []
    if (shown.length === most) continue
    shown.push({
      path: shortened(path, LONGEST_TEXT),
      problem: shortened(problem, LONGEST_TEXT),
      ...(items > 1 && { items })
    })
    listed += items
  }
  if (shown === undefined) return { count, first, shown: NONE }
  if (count > listed) shown.push({ path: '', problem: `and ${count - listed} more`, items: count - listed })
  return { count, first, shown }
}
