/** Either way: a clock may run ahead as well. https://www.standardwebhooks.com recommends five minutes. */
const TOLERANCE_SECONDS = 5 * 60

/** Whether a signed Unix timestamp in seconds is near the arrival, so that a recorded request cannot be played again. */
export function isFresh(timestamp: string, receivedAt: number | undefined, tolerance = TOLERANCE_SECONDS): boolean {
  if (receivedAt === undefined || !/^\d{1,12}$/.test(timestamp)) return false
  return Math.abs(receivedAt / 1000 - Number(timestamp)) <= tolerance
}

/** The timestamp to sign with. */
export function timestampOf({ receivedAt = Date.now() }: { receivedAt?: number }): string {
  return String(Math.floor(receivedAt / 1000))
}
