// Writes arrays in PostgreSQL's binary format (array_recv in its source; pg sends a Buffer as binary). As text, every byte of a body
// would take two characters, and every quote in JSON an escape.

const TEXT = 25
const BYTEA = 17

/** Dimensions, a flag for nulls, type of the elements, length, lower bound: 32 bits each. */
const HEADER = 20

export interface ArrayWriter {
  /**
   * `text[]`. Null: no row has a value. Unnested beside other arrays, it is the same as an array of nulls, and each parameter with an array
   * takes its time on both sides.
   */
  text<Row>(rows: readonly Row[], value: (row: Row) => string | null | undefined): Buffer | null
  /** `bytea[]`. Null: there are no rows. */
  bytes<Row>(rows: readonly Row[], value: (row: Row) => Buffer | null | undefined): Buffer | null
  /** Call it when the arrays were sent: their memory is used again. */
  reset(): void
}

/** Length that stands for null. */
const NULL = -1
const SMALLEST_BLOCK = 64 * 1024
/** A larger block is not kept for the next batch. */
const KEPT_BYTES = 1024 * 1024

/** A native call to write a text takes as long as a loop over this many characters (npm run bench -- --only yardsticks). */
const SHORT_TEXT = 48

/** Writes arrays one after the other into one block of memory, which is reused. */
export function arrayWriter(): ArrayWriter {
  let block = Buffer.allocUnsafeSlow(SMALLEST_BLOCK)
  /** Start of the array that is being written, and its end so far. */
  let start = 0
  let at = 0

  function begin(type: number, count: number): void {
    start = at
    makeRoom(HEADER)
    // The flag for nulls may be set for an array without nulls.
    for (const field of [1, 1, type, count, 1]) at = block.writeInt32BE(field, at)
  }

  /** Arrays in the old block keep it alive. The one that is being written moves. */
  function makeRoom(size: number): void {
    if (block.length - at >= size) return
    const larger = Buffer.allocUnsafeSlow(Math.max(size + at - start, block.length * 2))
    block.copy(larger, 0, start, at)
    block = larger
    at -= start
    start = 0
  }

  /** Returns the number of bytes. */
  function writeText(text: string): number {
    if (text.length > SHORT_TEXT) return block.write(text, at)
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index)
      if (code > 0x7f) return block.write(text, at)
      block[at + index] = code
    }
    return text.length
  }

  return {
    text(rows, value) {
      if (!rows.some((row) => typeof value(row) === 'string')) return null
      begin(TEXT, rows.length)
      for (const row of rows) {
        const text = value(row) ?? null
        // A UTF-16 unit takes at most three bytes, so nothing has to be encoded twice.
        makeRoom(4 + (text?.length ?? 0) * 3)
        const lengthAt = at
        at += 4
        const length = text === null ? NULL : writeText(text)
        block.writeInt32BE(length, lengthAt)
        at += Math.max(length, 0)
      }
      return block.subarray(start, at)
    },
    bytes(rows, value) {
      if (rows.length === 0) return null
      begin(BYTEA, rows.length)
      for (const row of rows) {
        const bytes = value(row) ?? null
        makeRoom(4 + (bytes?.length ?? 0))
        at = block.writeInt32BE(bytes === null ? NULL : bytes.length, at)
        if (bytes !== null) at += bytes.copy(block, at)
      }
      return block.subarray(start, at)
    },
    reset() {
      at = 0
      if (block.length > KEPT_BYTES) block = Buffer.allocUnsafeSlow(SMALLEST_BLOCK)
    }
  }
}
