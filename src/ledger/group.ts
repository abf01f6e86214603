import type { Entry } from './entry.ts'

/** Deliveries. */
export const LARGEST_GROUP = 500
const LARGEST_GROUP_BYTES = 8 * 1024 * 1024

/** Takes the first items, as many as one transaction should hold; at least one. */
export function takeGroup<Item extends { entry: Entry }>(items: Item[], most = LARGEST_GROUP): Item[] {
  let size = 0
  let count = 0
  for (const { entry } of items) {
    size += entry.delivery.body.length
    if (count > 0 && (size > LARGEST_GROUP_BYTES || count === most)) break
    count++
  }
  return items.splice(0, count)
}
