import type { Lease } from '../http/budget.ts'

/** What was read, or the bytes of what is larger than it was allowed to be; nothing of it was read then. */
interface Bounded {
  oversized: number | undefined
}

/**
 * Reads something within a share of a budget: `bytes`, or as much as a single row needs that is larger. The share is taken before
 * anything is read, and the caller releases it.
 */
export async function readWithinLease<Result extends Bounded>(
  take: (bytes: number) => Promise<Lease>,
  read: (bytes: number) => Promise<Result>,
  bytes: number
): Promise<{ lease: Lease; result: Result }> {
  for (let most = bytes; ; ) {
    const lease = await take(most)
    const result = await read(most).catch((error: unknown) => {
      lease.release()
      throw error
    })
    if (result.oversized === undefined) return { lease, result }
    // Held while it waits for more, the share could be what others wait for.
    lease.release()
    most = result.oversized
  }
}
