/** The position that a page of older rows begins before. Undefined: the newest rows. */
export function beforeOf(query: URLSearchParams): number | undefined {
  const before = Number(query.get('before') ?? Number.NaN)
  return Number.isSafeInteger(before) && before > 0 ? before : undefined
}
