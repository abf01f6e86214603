import type { Lease } from '../http/budget.ts'

/** A page, or the size of a row that is larger than the page may be, in which case nothing was read. */
interface Bounded {
  oversized: number | undefined
}

/**
 * Reads a page within a share of a budget: `bytes`, or the size of a single larger row. The share is taken before the page is read, and
 * the caller releases it.
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
    // Two readers that keep their shares while they wait for larger ones could wait for each other.
    lease.release()
    most = result.oversized
  }
}
