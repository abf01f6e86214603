// Lists of values as PostgreSQL's own binary form of an array (array_recv in its source; pg sends a Buffer as binary).
// As text, every byte of a body would take two characters and every quote in JSON an escape, for the server to undo.

const TEXT = 25
const BYTEA = 17

/** Dimensions, a flag for nulls, type of the elements, length, lower bound: 32 bits each. */
const HEADER = 20

export interface ArrayWriter {
  /** `text[]`. */
  text<Row>(rows: readonly Row[], value: (row: Row) => string | null | undefined): Buffer
  /** `bytea[]`. */
  bytes<Row>(rows: readonly Row[], value: (row: Row) => Buffer | null | undefined): Buffer
  /** The arrays written so far have been sent: their place is free. */
  reset(): void
}

/** More than that is not kept for the next group. */
const KEPT_BYTES = 1024 * 1024

/** Writes arrays behind each other into one block of memory, which serves again and again. */
export function arrayWriter(): ArrayWriter {
  let block = Buffer.allocUnsafeSlow(64 * 1024)
  let used = 0

  function begin(type: number, count: number, hasNull: boolean, size: number): number {
    if (block.length - used < size) {
      // Arrays that were written already keep the old block alive.
      block = Buffer.allocUnsafeSlow(Math.max(size, block.length * 2))
      used = 0
    }
    let at = used
    for (const field of [1, hasNull ? 1 : 0, type, count, 1]) at = block.writeInt32BE(field, at)
    return at
  }

  function end(at: number): Buffer {
    const array = block.subarray(used, at)
    used = at
    return array
  }

  return {
    text(rows, value) {
      const values = rows.map((row) => value(row) ?? null)
      // A UTF-16 unit takes at most three bytes, so one pass is enough.
      const size = values.reduce((sum, text) => sum + 4 + (text?.length ?? 0) * 3, HEADER)
      let at = begin(TEXT, values.length, values.includes(null), size)
      for (const text of values) {
        const length = text === null ? -1 : block.write(text, at + 4)
        block.writeInt32BE(length, at)
        at += 4 + Math.max(length, 0)
      }
      return end(at)
    },
    bytes(rows, value) {
      const values = rows.map((row) => value(row) ?? null)
      const size = values.reduce((sum, bytes) => sum + 4 + (bytes?.length ?? 0), HEADER)
      let at = begin(BYTEA, values.length, values.includes(null), size)
      for (const bytes of values) {
        at = block.writeInt32BE(bytes === null ? -1 : bytes.length, at)
        if (bytes !== null) at += bytes.copy(block, at)
      }
      return end(at)
    },
    reset() {
      used = 0
      if (block.length > KEPT_BYTES) block = Buffer.allocUnsafeSlow(64 * 1024)
    }
  }
}
