/** Results for longer texts are not kept. */
const LONGEST = 256

/** Keeps the results of a pure function for up to `most` texts, and then starts over. Not for guests' data, which would stay in memory. */
export function memoize<Found>(
  find: (text: string) => Found,
  most: number,
  longest = LONGEST
): (text: string) => Found {
  const results = new Map<string, { found: Found }>()
  return (text) => {
    const kept = results.get(text)
    if (kept !== undefined) return kept.found
    const found = find(text)
    if (text.length > longest) return found
    if (results.size >= most) results.clear()
    results.set(text, { found })
    return found
  }
}
