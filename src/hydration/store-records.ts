import { setTimeout as sleep } from 'node:timers/promises'
import type { FetchedRecord } from '../contract/records.ts'
import { readEventCounts } from '../db/hydration/fetched-records.ts'
import { completeReads } from '../db/hydration/held-events.ts'
import { Unavailable } from './errors.ts'
import type { StoredFor } from './store-record.ts'
import type { VendorReading } from './vendor-reading.ts'

/** A record with what it is stored for. */
export interface RecordToStore {
  record: FetchedRecord
  about: StoredFor
}

/** Records of one commit of the ledger, and parts at once: one is read while another one is written. Webhooks, which have a deadline, find room. */
const [PART, PARTS_AT_ONCE] = [32, 2]
const LOOK_MS = 500
/** After this time the records are read again. */
const LONGEST_SPOOL_MS = 5 * 60_000

/**
 * Stores records, and resolves when all of them are in the database, also those that went through the spool. Returns those that made
 * events.
 */
export async function storeRecords(
  options: Pick<VendorReading, 'vendor' | 'store' | 'database' | 'signal'>,
  all: readonly RecordToStore[]
): Promise<FetchedRecord[]> {
  const changed: FetchedRecord[] = []
  let next = 0
  const runners = Array.from({ length: PARTS_AT_ONCE }, async () => {
    while (next < all.length) {
      const part = all.slice(next, next + PART)
      next += PART
      for (const record of await storePart(options, part)) changed.push(record)
    }
  })
  // None goes on after another one has failed.
  const ended = await Promise.allSettled(runners)
  for (const one of ended) if (one.status === 'rejected') throw one.reason
  return changed
}

async function storePart(
  options: Parameters<typeof storeRecords>[0],
  part: readonly RecordToStore[]
): Promise<FetchedRecord[]> {
  const stored = await Promise.all(
    part.map(async ({ record, about }) => ({
      ...{ record, about },
      recorded: await options.store(options.vendor, record, about)
    }))
  )
  const spooled = stored.filter(({ recorded }) => recorded.outcome === 'spooled')
  const counts = await waitForSpool(options, {
    ids: spooled.map(({ recorded }) => recorded.deliveryId),
    reads: spooled.flatMap(({ about }) => about.read ?? [])
  })
  return stored.flatMap(({ record, recorded }) => {
    const events = counts.get(recorded.deliveryId) ?? recorded.events.length
    return events > 0 ? [record] : []
  })
}

/** Waits until deliveries have left the spool. Returns how many events each has made. */
async function waitForSpool(
  { database: { query }, signal }: Pick<VendorReading, 'database' | 'signal'>,
  { ids, reads }: { ids: readonly string[]; reads: Parameters<typeof completeReads>[1] }
): Promise<ReadonlyMap<string, number>> {
  if (ids.length === 0) return new Map()
  for (const end = Date.now() + LONGEST_SPOOL_MS; Date.now() < end && !signal.aborted; ) {
    try {
      // The spool keeps a record, but not which events it answers.
      await completeReads(query, reads)
      const counts = await readEventCounts(query, ids)
      if (counts.size === ids.length) return counts
    } catch {
      // The database is still away. The records are safe in the spool, and in the queue.
    }
    await sleep(LOOK_MS, undefined, { signal, ref: false }).catch(() => undefined)
  }
  throw new Unavailable('the database does not take records')
}
