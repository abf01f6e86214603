/** Positions that were read, and which of them are settled. The cursor is behind all that are settled without a gap. */
export function createWindow(start: number) {
  const open: { position: number; bytes: number; isSettled: boolean }[] = []
  let first = 0
  let bytes = 0
  let settledBehind = 0
  let readUpTo = start

  return {
    /** The position up to which all events are settled, except for `unsettled` of them. */
    cursor(unsettled: number): number {
      const entry = open[first + unsettled]
      return entry === undefined ? readUpTo : entry.position - 1
    },
    get readUpTo(): number {
      return readUpTo
    },
    get size(): number {
      return open.length - first
    },
    get bytes(): number {
      return bytes
    },
    /** True: something behind the cursor is settled already. */
    get hasGap(): boolean {
      return settledBehind > 0
    },
    /** Everything up to here was read. */
    advance(position: number): void {
      readUpTo = Math.max(readUpTo, position)
    },
    /** Returns what settles it. */
    add(position: number, size: number): () => void {
      const entry = { position, bytes: size, isSettled: false }
      open.push(entry)
      bytes += size
      readUpTo = position
      return () => {
        if (entry.isSettled) return
        entry.isSettled = true
        bytes -= size
        settledBehind++
        for (; open[first]?.isSettled; first++) settledBehind--
        if (first <= 1_024) return
        open.splice(0, first)
        first = 0
      }
    }
  }
}

export type Window = ReturnType<typeof createWindow>
