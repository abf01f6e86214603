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
  for (const item of flat(found)) {
    if (isUnread(item) || isSingle(item)) {
      if (++problems <= MOST_PROBLEMS) taken.push(isUnread(item) ? item.describe() : item)
    } else if (isProblem(item) || ++readings <= MOST_READINGS) taken.push(item)
    else {
      taken.push({ path: '', problem: `has more than ${MOST_READINGS} items; the others are not read`, items: 1 })
      break
    }
  }
  const more = problems - MOST_PROBLEMS
  if (more > 0) taken.push({ path: '', problem: `has ${more} more items that cannot be read`, items: more })
  return taken
}

/** One generator for all depths: passing two million items through four nested ones takes longer than reading them. */
function* flat<Item extends object>(found: Iterable<Found<Item>>): Generator<Item | Unread> {
  const open = [found[Symbol.iterator]()]
  for (let list = open.at(-1); list !== undefined; list = open.at(-1)) {
    const { done, value } = list.next()
    if (done) open.pop()
    else if (isIterable(value)) open.push(value[Symbol.iterator]())
    else yield value
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

function isIterable<Item extends object>(found: Found<Item>): found is Iterable<Found<Item>> {
  return Symbol.iterator in found
}
