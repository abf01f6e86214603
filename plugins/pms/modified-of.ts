import type { Fields } from './fields.ts'
import { instantOf } from './instants.ts'

/**
 * When an entity was modified, for a vendor whose times may have no zone: always an `order`, and a `time` if there is a zone. By the
 * `time`, the ledger sees a clock that is ahead.
 */
export function modifiedOf(fields: Fields, name: string) {
  const written = fields.value(name)
  const time = typeof written === 'string' ? instantOf(written) : undefined
  return { order: fields.order(name), ...(time !== undefined && { time, timebasis: 'modified' as const }) }
}
