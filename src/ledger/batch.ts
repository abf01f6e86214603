import type { Limits } from '../config/limits.ts'
import type { InterpretedDelivery } from '../contract/delivery.ts'

type BatchLimits = Pick<Limits['ledger'], 'batchDeliveries' | 'batchReadings' | 'batchBytes'>

/** True: the delivery is larger than a batch may be. It is written alone, in slices. */
export function isLarge(
  { delivery, readings }: InterpretedDelivery,
  { batchReadings, batchBytes }: BatchLimits
): boolean {
  return readings.length > batchReadings || delivery.body.length > batchBytes
}

/** Number of the first deliveries that one transaction should write; at least one. */
export function batchSize(deliveries: Iterable<InterpretedDelivery>, limits: BatchLimits): number {
  let count = 0
  let readings = 0
  let bytes = 0
  for (const interpreted of deliveries) {
    readings += interpreted.readings.length
    bytes += interpreted.delivery.body.length
    const isFull = count === limits.batchDeliveries || readings > limits.batchReadings || bytes > limits.batchBytes
    if (count > 0 && isFull) break
    count++
    if (isLarge(interpreted, limits)) break
  }
  return count
}
