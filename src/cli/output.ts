import type { Environ } from '../config/environment.ts'
import { noProgress, type Progress, progressBar } from './progress.ts'

type Colour = keyof typeof CODES
const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 }

/** What a command prints: lines for people, or with `--json` one object a line for programs. */
export interface Output {
  /** Whether programs read it. */
  json: boolean
  /** A result on stdout: `line` for people, `value` with `--json`. */
  tell(value: object, line: string): void
  /** The same on stderr, for what is said beside a result. */
  aside(value: object, line: string): void
  /** For people only, on stdout. */
  say(line: string): void
  /** For people only, on stderr: what is going on, and what went wrong without ending the command. */
  note(line: string): void
  /** Colours only where stdout is a terminal, and nobody has set NO_COLOR. */
  paint(colour: Colour, text: string): string
  /** A bar on stderr, or a count without a total; only where that is a terminal. */
  progress(total?: number): Progress
}

export function createOutput(json: boolean, environ: Environ): Output {
  const colours = process.stdout.isTTY && !json && !environ['NO_COLOR']
  return {
    json,
    tell: (value, line) => print(json ? JSON.stringify(value) : line),
    aside: (value, line) => void process.stderr.write(`${json ? JSON.stringify(value) : line}\n`),
    say: (line) => void (json || print(line)),
    note: (line) => void (json || process.stderr.write(`${line}\n`)),
    paint: (colour, text) => (colours ? `\u001b[${CODES[colour]}m${text}\u001b[0m` : text),
    progress: (total) => (process.stderr.isTTY && !json ? progressBar(total) : noProgress)
  }
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
