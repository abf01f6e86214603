/** What a long form found. It holds when there are no failures; the counts say how much was looked at. */
export interface Report {
  failures: readonly string[]
  counts: Readonly<Record<string, number>>
}

export type Say = (line: string) => void

/** Counts by name. */
export function tally() {
  const counts = new Map<string, number>()
  return {
    add: (name: string, by = 1) => void counts.set(name, (counts.get(name) ?? 0) + by),
    counts: (): Record<string, number> =>
      Object.fromEntries([...counts].sort(([one], [other]) => (one < other ? -1 : 1)))
  }
}
