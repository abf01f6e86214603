import { Help } from 'commander'
import type { Environ } from '../config/environment.ts'
import { withProgramName } from './program-name.ts'
import { noProgress, type Progress, progressBar } from './progress.ts'
import type { Streams, TerminalOutput } from './streams.ts'

type Color = keyof typeof CODES
const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 }

/** Some terminals report no width. */
const USUAL_WIDTH = 80

/** What a command prints: lines for people, or with `--json` one JSON object per line for programs. */
export interface Output {
  /** True if a program reads the output. */
  json: boolean
  /** True if a person sees stdout while the command runs. */
  isTerminal: boolean
  /** Prints a result on stdout: `line` for people, `value` with `--json`. */
  result(value: object, line: string): void
  /** Prints a result on stderr, for a command whose stdout holds other data. */
  resultOnStderr(value: object, line: string): void
  /** True if a person can answer a question. */
  canAsk: boolean
  /** Prints a text on stdout as it is. Resolves when it is written. Does not resolve if stdout fails, which ends the process. */
  write(text: string): Promise<void>
  /** Prints a line for people on stdout. */
  say(line: string): void
  /** Prints a line for people on stderr: progress, and problems that do not end the command. */
  note(line: string): void
  /** Colors a text, if stdout is a terminal and NO_COLOR is not set. */
  paint(color: Color, text: string): string
  /** Breaks a text between words at the width of the terminal. Without a terminal and without COLUMNS, each line stays one line. */
  wrap(text: string, indent?: string): string
  /** A bar on stderr, or a count if the total is unknown. Nothing without a terminal. */
  progress(total?: number): Progress
}

export function createOutput(json: boolean, environ: Environ, { stdin, stdout, stderr }: Streams): Output {
  const isTerminal = stdout.isTTY === true
  const width = widthOf(stdout, environ)
  const colors = isTerminal && !json && !environ['NO_COLOR']
  return {
    json,
    isTerminal,
    canAsk: stdin.isTTY === true && !json,
    result: (value, line) => void stdout.write(`${json ? JSON.stringify(value) : line}\n`),
    resultOnStderr: (value, line) => void stderr.write(`${json ? JSON.stringify(value) : line}\n`),
    write: (text) => new Promise((resolve) => stdout.write(text, (error) => error ?? resolve())),
    say: (line) => void (json || stdout.write(`${line}\n`)),
    note: (line) => void (json || stderr.write(`${line}\n`)),
    paint: (color, text) => (colors ? `\u001b[${CODES[color]}m${text}\u001b[0m` : text),
    wrap: (text, indent = '') => wrapped(text, indent, width),
    progress: (total) => (stderr.isTTY && !json ? progressBar(total, stderr) : noProgress)
  }
}

/** The width that lines are broken at. Undefined: a program reads the stream, so each line stays one line. */
export function widthOf({ isTTY, columns }: TerminalOutput, environ: Environ): number | undefined {
  // Shells set COLUMNS for programs whose output is no terminal, if a person exports it.
  const declared = Number(environ['COLUMNS']) || undefined
  return isTTY === true ? columns || declared || USUAL_WIDTH : declared
}

/** Prints what ended a command. The lines of a stack trace stay whole. */
export function printFailure(text: string, stderr: TerminalOutput, environ: Environ): void {
  const isTrace = /\n\s+at /.test(text)
  stderr.write(`${isTrace ? text : wrapped(withProgramName(text, environ), '', widthOf(stderr, environ))}\n`)
}

/** Breaks a text between words. Every line begins with the indent. Without a width, only the line breaks of the text count. */
export function wrapped(text: string, indent: string, width: number | undefined): string {
  const lines = width === undefined ? text : new Help().boxWrap(text, width - indent.length)
  return lines
    .split('\n')
    .map((line) => (indent + line).trimEnd())
    .join('\n')
}
