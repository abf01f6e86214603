import type { Environ } from '../config.ts'

type Colour = keyof typeof CODES
const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 }
const BAR = 24
const BETWEEN_DRAWS_MS = 100

/** What a command prints: lines for people, or with `--json` one object a line for programs. */
export interface Output {
  /** Whether programs read it. */
  json: boolean
  /** A result on stdout: `line` for people, `value` with `--json`. */
  tell(value: object, line: string): void
  /** For people only, on stdout. */
  say(line: string): void
  /** For people only, on stderr: what is going on, and what went wrong without ending the command. */
  note(line: string): void
  /** Colours only where stdout is a terminal, and nobody has set NO_COLOR. */
  paint(colour: Colour, text: string): string
  /** A bar on stderr, only where that is a terminal. */
  progress(total: number): Progress
}

export interface Progress {
  /** So many are done. */
  show(done: number): void
  /** Takes the bar away. */
  end(): void
}

export function createOutput(json: boolean, environ: Environ): Output {
  const colours = process.stdout.isTTY && !json && !environ['NO_COLOR']
  return {
    json,
    tell: (value, line) => print(json ? JSON.stringify(value) : line),
    say: (line) => void (json || print(line)),
    note: (line) => void (json || process.stderr.write(`${line}\n`)),
    paint: (colour, text) => (colours ? `\u001b[${CODES[colour]}m${text}\u001b[0m` : text),
    progress: (total) => (process.stderr.isTTY && !json ? bar(total) : { show: () => undefined, end: () => undefined })
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

function bar(total: number): Progress {
  const began = performance.now()
  let drawn = Number.NEGATIVE_INFINITY
  return {
    show(done) {
      const now = performance.now()
      if (done < total && now - drawn < BETWEEN_DRAWS_MS) return
      drawn = now
      const full = total === 0 ? BAR : Math.round((BAR * done) / total)
      const pace = Math.round((done * 1000) / Math.max(1, now - began))
      process.stderr.write(`\r\u001b[K[${'='.repeat(full).padEnd(BAR)}] ${done} of ${total}, ${pace}/s`)
    },
    end: () => void process.stderr.write('\r\u001b[K')
  }
}
