/**
 * Returns a function that writes milliseconds since 1970 as RFC 3339 in UTC. It keeps the beginning of the last text, because to write a
 * date takes longer than the other fields of a log line.
 */
export function createIsoTime(): (milliseconds: number) => string {
  let second = Number.NaN
  let prefix = ''

  return (milliseconds) => {
    const current = Math.floor(milliseconds / 1000)
    if (current !== second) {
      prefix = new Date(current * 1000).toISOString().slice(0, -'000Z'.length)
      second = current
    }
    return `${prefix}${String(milliseconds - current * 1000).padStart(3, '0')}Z`
  }
}
