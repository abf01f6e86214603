import { Help } from 'commander'
import type { Environ } from '../config/environment.ts'
import { noProgress, type Progress, progressBar } from './progress.ts'

type Color = keyof typeof CODES
const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 }

/** Some terminals report no width. */
const USUAL_WIDTH = 80

/** What a command prints: lines for people, or with `--json` one JSON object per line for programs. */
export interface Output {
  /** True if a program reads the output. */
  json: boolean
  /** Prints a result on stdout: `line` for people, `value` with `--json`. */
  result(value: object, line: string): void
  /** Prints a result on stderr, for a command whose stdout holds other data. */
  resultOnStderr(value: object, line: string): void
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

export function createOutput(json: boolean, environ: Environ): Output {
  const { isTTY } = process.stdout
  // Shells set COLUMNS for programs whose output is no terminal, if they are told to.
  const told = Number(environ['COLUMNS']) || undefined
  const width = isTTY ? process.stdout.columns || told || USUAL_WIDTH : told
  const colors = isTTY && !json && !environ['NO_COLOR']
  return {
    json,
    result: (value, line) => print(json ? JSON.stringify(value) : line),
    resultOnStderr: (value, line) => void process.stderr.write(`${json ? JSON.stringify(value) : line}\n`),
    say: (line) => void (json || print(line)),
    note: (line) => void (json || process.stderr.write(`${line}\n`)),
    paint: (color, text) => (colors ? `\u001b[${CODES[color]}m${text}\u001b[0m` : text),
    wrap: (text, indent = '') => wrapped(text, indent, width),
    progress: (total) => (process.stderr.isTTY && !json ? progressBar(total) : noProgress)
  }
}

/** Breaks a text between words. Every line begins with the indent. Without a width, only the line breaks of the text count. */
export function wrapped(text: string, indent: string, width: number | undefined): string {
  const lines = width === undefined ? text : new Help().boxWrap(text, width - indent.length)
  return lines
    .split('\n')
    .map((line) => (indent + line).trimEnd())
    .join('\n')
}

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}
