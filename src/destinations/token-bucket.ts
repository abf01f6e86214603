/** Limits events to a rate. */
interface TokenBucket {
  /** False: the next event must wait. */
  hasToken(): boolean
  /** A batch may take more than there is. The bucket then stays empty for as long as these events are worth. */
  take(count: number): void
}

/** `rate`: events a second; null: without a limit. */
export function createTokenBucket(rate: number | null): TokenBucket {
  if (rate === null) return { hasToken: () => true, take: () => undefined }
  const most = Math.max(1, rate)
  let tokens = 1
  let filledAt = performance.now()
  return {
    hasToken() {
      const now = performance.now()
      tokens = Math.min(most, tokens + ((now - filledAt) / 1_000) * rate)
      filledAt = now
      return tokens >= 1
    },
    take(count) {
      tokens -= count
    }
  }
}
