import type { Found, Unread } from '../../schemas/collect.ts'
import { type Fact, isProblem, type Reading, type State } from '../../schemas/reading.ts'

/** Changes the readings in lists of any depth, and leaves the problems alone. What is lazy stays lazy. */
export function changeReadings(found: Found<Reading>, change: (reading: Fact | State) => Fact | State): Found<Reading> {
  if (Array.isArray(found)) return found.map((inner) => changeReadings(inner, change))
  if (Symbol.iterator in found) return changeEach(found, change)
  return isReading(found) ? change(found) : found
}

function* changeEach(
  list: Iterable<Found<Reading>>,
  change: (reading: Fact | State) => Fact | State
): Generator<Found<Reading>> {
  for (const inner of list) yield changeReadings(inner, change)
}

function isReading(found: Reading | Unread): found is Fact | State {
  return !('describe' in found) && !isProblem(found)
}
