/** Counts requests in a sliding window, for each credential on its own. */
export interface Window {
  /** Counts a request. False: the limit is reached, and the request is not counted. */
  take(key: string): boolean
  /** Seconds until the next request is taken. */
  retryAfter(key: string): number
  /** Requests that the window still takes. */
  remaining(key: string): number
}

export function createWindow(limit: number, windowMs: number, now: () => number): Window {
  const taken = new Map<string, number[]>()

  return {
    take(key) {
      const times = current(key)
      if (times.length >= limit) return false
      times.push(now())
      return true
    },
    retryAfter(key) {
      const [first = now()] = current(key)
      return Math.max(1, Math.ceil((first + windowMs - now()) / 1000))
    },
    remaining: (key) => limit - current(key).length
  }

  function current(key: string): number[] {
    const times = taken.get(key) ?? []
    const firstCounted = times.findIndex((time) => time > now() - windowMs)
    times.splice(0, firstCounted === -1 ? times.length : firstCounted)
    taken.set(key, times)
    return times
  }
}
