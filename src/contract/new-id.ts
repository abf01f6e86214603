import { randomUUID } from 'node:crypto'

let last = 0
let count = 0
/** The first and the last part of all ids of one millisecond. */
let time = ''
let tail = ''

/**
 * A UUIDv7 (RFC 9562, 5.7) that is greater than all before it in this process: the 12 bits after the version count
 * within a millisecond (6.2, method 1). The ids of one millisecond share 62 random bits, which tell apart the ids of
 * several gateways. Fresh random bits for each id would cost more than the rest of it.
 */
export function newId(): string {
  const now = Date.now()
  if (now > last) begin(now)
  else if (++count > 0xfff) begin(last + 1)
  return `${time}-7${count.toString(16).padStart(3, '0')}-${tail}`
}

function begin(millisecond: number): void {
  last = millisecond
  count = 0
  const hex = last.toString(16).padStart(12, '0')
  time = `${hex.slice(0, 8)}-${hex.slice(8)}`
  tail = randomUUID().slice(19)
}
