import type { TerminalOutput } from './streams.ts'

const WIDEST_BAR = 24
/** A shorter bar is left out. */
const SHORTEST_BAR = 5
const BETWEEN_DRAWS_MS = 100
/** Some terminals report a width of 0. */
const USUAL_WIDTH = 80
const CLEAR_LINE = '\r\u001b[K'

export interface Progress {
  show(done: number): void
  end(): void
}

/** For output without a terminal. */
export const noProgress: Progress = { show: () => undefined, end: () => undefined }

/** A bar, or a count if the total is unknown. Ctrl-C removes it as well. */
export function progressBar(total: number | undefined, terminal: TerminalOutput): Progress {
  const began = performance.now()
  let drawn = Number.NEGATIVE_INFINITY

  function onInterrupt(): void {
    terminal.write(CLEAR_LINE)
    // Another listener belongs to the command, which ends the process itself.
    if (process.listenerCount('SIGINT') > 0) return
    // The exit code that shells use after Ctrl-C.
    process.exit(130)
  }
  // Before the other listeners, because `once` removes them when they run.
  process.prependOnceListener('SIGINT', onInterrupt)

  return {
    show(done) {
      const now = performance.now()
      if (done !== total && now - drawn < BETWEEN_DRAWS_MS) return
      drawn = now
      const perSecond = Math.round((done * 1000) / Math.max(1, now - began))
      terminal.write(CLEAR_LINE + barLine(done, total, perSecond, terminal.columns || USUAL_WIDTH))
    },
    end() {
      process.off('SIGINT', onInterrupt)
      terminal.write(CLEAR_LINE)
    }
  }
}

/** Narrower than the terminal, because a wrapped line could not be removed. */
export function barLine(done: number, total: number | undefined, perSecond: number, columns: number): string {
  const count = total === undefined ? String(done) : `${String(done).padStart(String(total).length)} of ${total}`
  const text = `${count}, ${perSecond}/s`
  const room = Math.min(WIDEST_BAR, columns - text.length - 4)
  if (total === undefined || room < SHORTEST_BAR) return text.slice(0, Math.max(0, columns - 1))
  const full = total === 0 ? room : Math.round((room * done) / total)
  return `[${'='.repeat(full).padEnd(room)}] ${text}`
}
