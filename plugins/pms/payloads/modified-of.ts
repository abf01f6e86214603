import { type Fields, instantIn } from '../adapter.ts'

/**
 * When an entity was modified, for a vendor whose times may have no zone: always an `order`, and a `time` if there is a zone. By the
 * `time`, the ledger sees a clock that is ahead.
 */
export function modifiedOf(fields: Fields, name: string) {
  const written = String(fields.value(name))
  const [time, other] = [instantIn(written, 'Z'), instantIn(written, '+01:00')]
  const hasZone = time !== undefined && time === other
  return { order: fields.order(name), ...(hasZone && { time, timebasis: 'modified' as const }) }
}
