const BAR = 24
/** A shorter bar says nothing. */
const SHORTEST_BAR = 5
const BETWEEN_DRAWS_MS = 100
/** A terminal that does not tell says 0. */
const UNKNOWN_WIDTH = 80
const CLEAR = '\r\u001b[K'

export interface Progress {
  /** So many are done. */
  show(done: number): void
  /** Takes the bar away. */
  end(): void
}

/** Where there is no terminal. */
export const noProgress: Progress = { show: () => undefined, end: () => undefined }

/** A bar on stderr, or a count where nobody knows the total. Ctrl-C takes it away too, so that no half line is left. */
export function progressBar(total: number | undefined): Progress {
  const began = performance.now()
  let drawn = Number.NEGATIVE_INFINITY

  function interrupted(): void {
    process.stderr.write(CLEAR)
    // A command that listens too has something to say, and then ends.
    if (process.listenerCount('SIGINT') > 0) return
    // What a shell says of a program that Ctrl-C ended.
    process.exit(130)
  }
  // First, while the others can still be counted.
  process.prependOnceListener('SIGINT', interrupted)

  return {
    show(done) {
      const now = performance.now()
      if (done !== total && now - drawn < BETWEEN_DRAWS_MS) return
      drawn = now
      const pace = Math.round((done * 1000) / Math.max(1, now - began))
      process.stderr.write(CLEAR + barLine(done, total, pace, process.stderr.columns || UNKNOWN_WIDTH))
    },
    end() {
      process.off('SIGINT', interrupted)
      process.stderr.write(CLEAR)
    }
  }
}

/** Never wider than the terminal: a line that wraps cannot be taken away. */
export function barLine(done: number, total: number | undefined, pace: number, columns: number): string {
  const count = total === undefined ? String(done) : `${String(done).padStart(String(total).length)} of ${total}`
  const text = `${count}, ${pace}/s`
  const room = Math.min(BAR, columns - text.length - 4)
  if (total === undefined || room < SHORTEST_BAR) return text.slice(0, Math.max(0, columns - 1))
  const full = total === 0 ? room : Math.round((room * done) / total)
  return `[${'='.repeat(full).padEnd(room)}] ${text}`
}
