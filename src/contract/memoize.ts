/** Longer ones are not kept: nobody sends the same long text again and again. */
const LONGEST = 256

/** A pure function of a text that remembers what it has found for the last few, and forgets all of them when they are too many. */
export function memoize<Found>(
  find: (text: string) => Found,
  most: number,
  longest = LONGEST
): (text: string) => Found {
  const known = new Map<string, { found: Found }>()
  return (text) => {
    const kept = known.get(text)
    if (kept !== undefined) return kept.found
    const found = find(text)
    if (text.length > longest) return found
    if (known.size >= most) known.clear()
    known.set(text, { found })
    return found
  }
}
