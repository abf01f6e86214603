/** The sum of numbers that are all there. Undefined if one is missing, because a part is not their sum, or if there are none. */
export function completeSum(counts: readonly (number | null | undefined)[]): number | undefined {
  const known = counts.filter((count) => count != null)
  return known.length === 0 || known.length < counts.length ? undefined : known.reduce((sum, count) => sum + count, 0)
}
