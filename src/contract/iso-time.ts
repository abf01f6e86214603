/**
 * Returns a function that writes milliseconds since 1970 as RFC 3339 in UTC. It keeps the text of the last second, because to write a
 * date takes longer than the other fields of a log line.
 */
export function createIsoTime(): (milliseconds: number) => string {
  let last = Number.NaN
  let text = ''
  let second = Number.NaN
  let prefix = ''

  return (milliseconds) => {
    if (milliseconds === last) return text
    const current = Math.floor(milliseconds / 1000)
    if (current !== second) {
      prefix = new Date(current * 1000).toISOString().slice(0, -'000Z'.length)
      second = current
    }
    text = `${prefix}${String(milliseconds - current * 1000).padStart(3, '0')}Z`
    last = milliseconds
    return text
  }
}
