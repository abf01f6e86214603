import { isProblem, type Problem } from './reading.ts'

/** Readings of one delivery. Real batches have 1,000 at most. */
export const MOST_READINGS = 20_000

/** A body of 4 MiB can have two million problems, and the first ones are enough. */
export const MOST_PROBLEMS = 50

/** An item that cannot be read. Its violation is looked up only if the problem is listed. */
export interface Unread {
  describe: () => Problem
}

/** The readings and problems of a reader, in lists of any depth. */
export type Found<Item extends object> = Item | Unread | Iterable<Found<Item>>

/**
 * Collects the readings of one delivery, up to `MOST_READINGS`. It lists the first `MOST_PROBLEMS` problems, and counts the others in one
 * more. Readers should be generators, so that items beyond the bounds are not read.
 */
export function collect<Item extends object>(found: Iterable<Found<Item>>): (Item | Problem)[] {
  const taken: (Item | Problem)[] = []
  let readings = 0
  let problems = 0
  takeAll(found)
  const more = problems - MOST_PROBLEMS
  if (more > 0) taken.push({ path: '', problem: `has ${more} more items that cannot be read`, items: more })
  return taken

  /** Returns false when nothing more is taken. Readers nest their lists a few levels deep, whatever the body. */
  function takeAll(list: Iterable<Found<Item>>): boolean {
    if (!Array.isArray(list)) {
      for (const item of list) if (!take(item)) return false
      return true
    }
    // Most lists are arrays, and an iterator of each would be garbage.
    for (let at = 0; at < list.length; at++) if (!take(list[at])) return false
    return true
  }

  function take(item: Found<Item>): boolean {
    if (isIterable(item)) return takeAll(item)
    if (isUnread(item) || isSingle(item)) {
      if (++problems <= MOST_PROBLEMS) taken.push(isUnread(item) ? item.describe() : item)
    } else if (isProblem(item) || ++readings <= MOST_READINGS) taken.push(item)
    else {
      taken.push({ path: '', problem: `has more than ${MOST_READINGS} items; the others are not read`, items: 1 })
      return false
    }
    return true
  }
}

/** The number of items that problems are about. */
export function countProblems(problems: readonly Pick<Problem, 'path' | 'items'>[]): number {
  return problems.reduce((sum, { items = 1 }) => sum + items, 0)
}

function isUnread(item: object): item is Unread {
  return 'describe' in item
}

/** True for a problem of one item, false for the one that counts the others. */
function isSingle(item: object): item is Problem {
  return isProblem(item) && item.items === undefined
}

/** Most are plain objects, in which a symbol is looked up slowly. */
function isIterable<Item extends object>(found: Found<Item>): found is Iterable<Found<Item>> {
  return Object.getPrototypeOf(found) !== Object.prototype && Symbol.iterator in found
}
