/** Where a command prints, and whether a person can answer: `process`, or a recorder of a test. */
export interface Streams {
  stdin: { isTTY?: boolean }
  stdout: TerminalOutput
  stderr: TerminalOutput
}

/** A stream, with what a terminal adds to it. */
export interface TerminalOutput {
  write(text: string, done?: (error?: Error | null) => void): boolean
  isTTY?: boolean
  columns?: number
}
