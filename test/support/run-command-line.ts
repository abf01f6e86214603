import { runCommandLine } from '../../src/cli/run-command-line.ts'
import type { TerminalOutput } from '../../src/cli/streams.ts'
import type { Environ } from '../../src/config/environment.ts'

/** What a command line has printed, and its exit code. */
export interface CommandResult {
  code: number
  out: string
  err: string
}

/**
 * Runs a command line of `bellhook` in this process, which is much faster than a process of its own. Use a process for signals,
 * pipes, and terminals.
 */
export async function bellhook(args: readonly string[], environ: Environ = {}): Promise<CommandResult> {
  const [stdout, stderr] = [recorder(), recorder()]
  const code = await runCommandLine(args, { PATH: process.env['PATH'], ...environ }, { stdin: {}, stdout, stderr })
  return { code, out: stdout.text(), err: stderr.text() }
}

/** Keeps what is written. */
function recorder(): TerminalOutput & { text(): string } {
  let written = ''
  return {
    text: () => written,
    write(text, done) {
      written += text
      done?.()
      return true
    }
  }
}
