import type { HandOuts } from '../db/consumers/pull-shards.ts'

type Counts = HandOuts['counts']

/** More different counts behind one position are joined. */
const MOST_COUNTS = 32
const MOST_ENDED = 64

/** How often an event was handed out. */
export function countAt(counts: Counts, position: number): number {
  return counts.find(([upTo]) => position <= upTo)?.[1] ?? 0
}

/** The counts after all events behind `from` up to `to` were handed out once more. */
export function countHandOut(counts: Counts, from: number, to: number): Counts {
  const open = counts.filter(([upTo]) => upTo > from)
  if (to <= from) return open
  const counted: [number, number][] = open.flatMap(([upTo, count], at): [number, number][] => {
    const begin = open[at - 1]?.[0] ?? from
    if (begin >= to) return [[upTo, count]]
    return upTo <= to
      ? [[upTo, count + 1]]
      : [
          [to, count + 1],
          [upTo, count]
        ]
  })
  if ((open.at(-1)?.[0] ?? from) < to) counted.push([to, 1])
  const joined = counted.filter(([, count], at) => counted[at + 1]?.[1] !== count)
  return joined.length > MOST_COUNTS ? joined.slice(-MOST_COUNTS) : joined
}

/** Remembers that a lease ended in order. `hasOpen`: events were given back with it. */
export function withEnded(handOuts: HandOuts, epoch: number, hasOpen: boolean): HandOuts {
  const others = handOuts.ended.filter((ended) => Math.abs(ended) !== epoch)
  return { ...handOuts, ended: [...others, hasOpen ? -epoch : epoch].slice(-MOST_ENDED) }
}
