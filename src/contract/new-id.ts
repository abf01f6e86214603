import { randomUUID } from 'node:crypto'

let last = 0
let count = 0
/** The time of `last`, as it stands in an id. */
let time = ''

/**
 * A UUIDv7 (RFC 9562, 5.7) that is greater than all before it in this process: the 12 bits after the version count
 * within a millisecond (6.2, method 1). Node keeps a store of random UUIDs, which makes this far cheaper than fresh
 * random bytes for each.
 */
export function newId(): string {
  const now = Date.now()
  if (now > last) begin(now)
  else if (++count > 0xfff) begin(last + 1)
  return `${time}-7${count.toString(16).padStart(3, '0')}-${randomUUID().slice(19)}`
}

function begin(millisecond: number): void {
  last = millisecond
  count = 0
  const hex = last.toString(16).padStart(12, '0')
  time = `${hex.slice(0, 8)}-${hex.slice(8)}`
}
