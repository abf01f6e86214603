/**
 * Returns a function that writes milliseconds since 1970 as RFC 3339 in UTC. It keeps the last text, because what happens at the
 * same time gets the same one: to write it takes longer than the other fields of a log line.
 */
export function createIsoTime(): (milliseconds: number) => string {
  let last = Number.NaN
  let text = ''

  return (milliseconds) => {
    if (milliseconds === last) return text
    text = new Date(milliseconds).toISOString()
    last = milliseconds
    return text
  }
}
