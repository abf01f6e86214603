// Writes arrays in PostgreSQL's binary format (array_recv in its source; pg sends a Buffer as binary). As text, every byte of a body
// would take two characters, and every quote in JSON an escape.

const TEXT = 25
const BYTEA = 17

/** Dimensions, a flag for nulls, type of the elements, length, lower bound: 32 bits each. */
const HEADER = 20

export interface ArrayWriter {
  /** `text[]`. */
  text<Row>(rows: readonly Row[], value: (row: Row) => string | null | undefined): Buffer
  /** `bytea[]`. */
  bytes<Row>(rows: readonly Row[], value: (row: Row) => Buffer | null | undefined): Buffer
  /** Call it when the arrays were sent: their memory is used again. */
  reset(): void
}

/** Length that stands for null. */
const NULL = -1
const SMALLEST_BLOCK = 64 * 1024
/** A larger block is not kept for the next batch. */
const KEPT_BYTES = 1024 * 1024

/** Writes arrays one after the other into one block of memory, which is reused. */
export function arrayWriter(): ArrayWriter {
  let block = Buffer.allocUnsafeSlow(SMALLEST_BLOCK)
  let used = 0

  /** Makes room, and writes the header. */
  function begin(type: number, count: number, size: number): number {
    if (block.length - used < size) {
      // Arrays in the old block keep it alive.
      block = Buffer.allocUnsafeSlow(Math.max(size, block.length * 2))
      used = 0
    }
    let at = used
    // The flag for nulls may be set for an array without nulls.
    for (const field of [1, 1, type, count, 1]) at = block.writeInt32BE(field, at)
    return at
  }

  function end(at: number): Buffer {
    const array = block.subarray(used, at)
    used = at
    return array
  }

  return {
    text(rows, value) {
      let size = HEADER
      // A UTF-16 unit takes at most three bytes, so nothing has to be encoded twice.
      for (const row of rows) size += 4 + (value(row)?.length ?? 0) * 3
      let at = begin(TEXT, rows.length, size)
      for (const row of rows) {
        const text = value(row) ?? null
        const length = text === null ? NULL : block.write(text, at + 4)
        block.writeInt32BE(length, at)
        at += 4 + Math.max(length, 0)
      }
      return end(at)
    },
    bytes(rows, value) {
      let size = HEADER
      for (const row of rows) size += 4 + (value(row)?.length ?? 0)
      let at = begin(BYTEA, rows.length, size)
      for (const row of rows) {
        const bytes = value(row) ?? null
        at = block.writeInt32BE(bytes === null ? NULL : bytes.length, at)
        if (bytes !== null) at += bytes.copy(block, at)
      }
      return end(at)
    },
    reset() {
      used = 0
      if (block.length > KEPT_BYTES) block = Buffer.allocUnsafeSlow(SMALLEST_BLOCK)
    }
  }
}
