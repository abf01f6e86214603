import { isProblem, type Problem } from './reading.ts'

/** Readings of one delivery. Real batches have 1,000 at most. */
export const MOST_READINGS = 20_000

/** The first problems say enough; a body of 4 MiB can have two million. */
export const MOST_PROBLEMS = 50

/** An item that cannot be read. What is wrong with it is looked up only where its problem is listed. */
export interface Unread {
  describe: () => Problem
}

/** What a reader finds, in lists of any depth. */
export type Found<Item extends object> = Item | Unread | Iterable<Found<Item>>

/**
 * Takes what a reader finds in one delivery, up to `MOST_READINGS` readings. It lists the first `MOST_PROBLEMS` problems, and counts the
 * others in one more. The lists should come from generators: what is not taken is then not read.
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

/** One generator whatever the depth: to pass two million items through four of them takes longer than to read them. */
function* flat<Item extends object>(found: Iterable<Found<Item>>): Generator<Item | Unread> {
  const open = [found[Symbol.iterator]()]
  for (let list = open.at(-1); list !== undefined; list = open.at(-1)) {
    const { done, value } = list.next()
    if (done) open.pop()
    else if (isIterable(value)) open.push(value[Symbol.iterator]())
    else yield value
  }
}

/** Of how many items problems speak. */
export function countProblems(problems: readonly Pick<Problem, 'path' | 'items'>[]): number {
  return problems.reduce((sum, { items = 1 }) => sum + items, 0)
}

function isUnread(item: object): item is Unread {
  return 'describe' in item
}

/** A problem of one item, and not of all those that are not listed. */
function isSingle(item: object): item is Problem {
  return isProblem(item) && item.items === undefined
}

function isIterable<Item extends object>(found: Found<Item>): found is Iterable<Found<Item>> {
  return Symbol.iterator in found
}
