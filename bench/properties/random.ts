/** A whole number from 0 to below `below`, and one of a list. */
export interface Random {
  (below: number): number
  of<Item>(items: readonly Item[]): Item
}

/** The same numbers for the same seed, so that whatever fails can be run again (mulberry32). */
export function seeded(seed: number): Random {
  let state = seed >>> 0
  const below = (limit: number) => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit
  }
  return Object.assign(below, {
    of<Item>(items: readonly Item[]): Item {
      const item = items[below(items.length)]
      if (item === undefined) throw new Error('nothing to choose from')
      return item
    }
  })
}
