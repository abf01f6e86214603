import type { Environ } from '../config/environment.ts'
import type { Output } from './output.ts'

/** One command of `bellhook`: its arguments and options, its help, and what it does. */
export interface Command {
  name: string
  /** Arguments after the name. An optional argument is in brackets: `[CASE]`. */
  words?: readonly string[]
  options?: Readonly<Record<string, Option>>
  /** Paragraphs of its own help. */
  details?: readonly string[]
  examples: readonly string[]
  run(call: Call): Promise<void>
}

export interface Option {
  /** Placeholder of its value in the help. Absent: the option is a switch. */
  value?: string
  help: string
}

export interface Call {
  words: readonly string[]
  environ: Environ
  out: Output
  has(option: string): boolean
  text(option: string): string | undefined
  /** The value of the option as a whole number, at least `least`. Throws UsageError. */
  count(option: string, least?: number): number | undefined
}

/** The command line is wrong: exit code 2. The message continues a line that begins with "bellhook: ". */
export class UsageError extends Error {
  override name = 'UsageError'
}

/** The command failed, and has already printed why: 1 and 78 as in docs/cli.md, 130 after Ctrl-C. */
export class CommandFailed extends Error {
  override name = 'CommandFailed'
  readonly exitCode: 1 | 78 | 130

  constructor(exitCode: 1 | 78 | 130 = 1) {
    super('command failed')
    this.exitCode = exitCode
  }
}
