import type { Limits } from '../config/limits.ts'
import type { Entry } from '../contract/delivery.ts'

type BatchLimits = Pick<Limits['ledger'], 'batchDeliveries' | 'batchReadings' | 'batchBytes'>

/** True: the delivery is more than a whole batch may be. It is written alone, in slices. */
export function isLarge({ delivery, readings }: Entry, { batchReadings, batchBytes }: BatchLimits): boolean {
  return readings.length > batchReadings || delivery.body.length > batchBytes
}

/** Number of the first entries that one transaction should write; at least one. */
export function batchSize(entries: Iterable<Entry>, limits: BatchLimits): number {
  let count = 0
  let readings = 0
  let bytes = 0
  for (const entry of entries) {
    readings += entry.readings.length
    bytes += entry.delivery.body.length
    const isFull = count === limits.batchDeliveries || readings > limits.batchReadings || bytes > limits.batchBytes
    if (count > 0 && isFull) break
    count++
    if (isLarge(entry, limits)) break
  }
  return count
}
