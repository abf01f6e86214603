import type { Environ } from '../config/environment.ts'
import type { Output } from './output.ts'

/** One command of `bellhook`: what it takes, what its help says, and what it does. */
export interface Command {
  name: string
  /** Its line in `bellhook --help`. */
  summary: string
  /** Words behind the name. An optional one stands in brackets: `[CASE]`. */
  words?: readonly string[]
  options?: Readonly<Record<string, Option>>
  /** More for its own help: one paragraph a line. */
  details?: readonly string[]
  /** Whole command lines. */
  examples: readonly string[]
  run(call: Call): Promise<void>
}

export interface Option {
  /** What stands for its value in the help. Absent: it is a switch. */
  value?: string
  help: string
}

/** A command as somebody gave it. */
export interface Call {
  words: readonly string[]
  environ: Environ
  out: Output
  /** True when the switch was given. */
  has(option: string): boolean
  /** The option's value, if it was given. */
  text(option: string): string | undefined
  /** The option's value as a whole number from `least` on. Throws `Misuse`. */
  count(option: string, least?: number): number | undefined
}

/** The command line is wrong: exit code 2. The message goes on from "bellhook: ". */
export class Misuse extends Error {
  override name = 'Misuse'
}

/** A command has ended, and what it found is not well, or somebody stopped it: there is nothing more to say. */
export class NotWell extends Error {
  override name = 'NotWell'
  /** 130 is what a shell says of a program that Ctrl-C ended. */
  readonly exitCode: 1 | 78 | 130

  constructor(exitCode: 1 | 78 | 130 = 1) {
    super('not well')
    this.exitCode = exitCode
  }
}
