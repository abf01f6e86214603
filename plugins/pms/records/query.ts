/** The text behind a path, for parameters that have a value. Brackets in names stay, as vendors write them. */
export function queryOf(parameters: Readonly<Record<string, string | number | undefined>>): string {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined)
  const pairs = given.map(([name, value]) => `${name}=${encodeURIComponent(String(value)).replaceAll('%2C', ',')}`)
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`
}

/** An instant without a fraction. */
export function wholeSeconds(instant: string, moreMs = 0): string {
  return `${new Date(Date.parse(instant) + moreMs).toISOString().slice(0, 19)}Z`
}
