/** Either way: a clock may run ahead as well. https://www.standardwebhooks.com recommends five minutes. */
const TOLERANCE_SECONDS = 5 * 60

export type TimeUnit = 'seconds' | 'milliseconds'

/** Whether a signed Unix timestamp is near the arrival, so that a recorded request cannot be played again. */
export function isFresh(
  timestamp: string,
  receivedAt: number | undefined,
  tolerance = TOLERANCE_SECONDS,
  unit: TimeUnit = 'seconds'
): boolean {
  if (receivedAt === undefined || !/^\d{1,15}$/.test(timestamp)) return false
  const seconds = unit === 'seconds' ? Number(timestamp) : Number(timestamp) / 1000
  return Math.abs(receivedAt / 1000 - seconds) <= tolerance
}

/** The timestamp to sign with. */
export function timestampOf({ receivedAt = Date.now() }: { receivedAt?: number }, unit: TimeUnit = 'seconds'): string {
  return String(unit === 'seconds' ? Math.floor(receivedAt / 1000) : Math.floor(receivedAt))
}
