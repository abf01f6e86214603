import type { Found, Unread } from '../../schemas/collect.ts'
import type { Reading } from '../../schemas/reading.ts'
import { isValues, type Values } from './values.ts'

/** What a reader makes of one item. */
export type Read = Reading | Unread

/** What a reader makes of a list of items, or of lists of them. */
export type Reads = Iterable<Found<Reading>>

/**
 * Reads a list item by item: one that cannot be read does not affect the others. Items are read lazily, so that none is read
 * beyond the number of readings that a delivery may have. An object in place of the list is read as its only item.
 */
export function* readEach(
  value: Values,
  name: string,
  path: string,
  read: (item: unknown, path: string) => Read | Reads
): Generator<Read | Reads> {
  const list = value[name]
  if (list === undefined || list === null) return
  if (!Array.isArray(list)) {
    yield { path: `${path}/${name}`, problem: 'must be a list' }
    if (isValues(list)) yield read(list, `${path}/${name}`)
  } else for (let at = 0; at < list.length; at++) yield read(list[at], `${path}/${name}/${at}`)
}
