import { fromDatabase } from '../db/instant.ts'

/** When a lease ends, in milliseconds as all times that Bellhook itself sets. */
export function expiryOf(leasedUntil: string): string {
  return new Date(fromDatabase(leasedUntil)).toISOString()
}
