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
export function readEach(
  value: Values,
  name: string,
  path: string,
  read: (item: unknown, path: string) => Read | Reads
): Iterable<Read | Reads> {
  const list = value[name]
  if (list === undefined || list === null) return NOTHING
  const place = `${path}/${name}`
  if (!Array.isArray(list)) {
    const problem = { path: place, problem: 'must be a list' }
    return isValues(list) ? [problem, read(list, place)] : [problem]
  }
  // Meta sends nearly all updates one by one.
  return list.length === 1 ? [read(list[0], `${place}/0`)] : readItems(list, place, read)
}

/** What a reader returns for a list that is absent, as most lists are. */
export const NOTHING: readonly never[] = Object.freeze([])

function* readItems(
  list: readonly unknown[],
  path: string,
  read: (item: unknown, path: string) => Read | Reads
): Generator<Read | Reads> {
  for (let at = 0; at < list.length; at++) yield read(list[at], `${path}/${at}`)
}
