import { CommanderError } from 'commander'
import type { Environ } from '../config/environment.ts'
import { CommandFailed, UsageError } from './command.ts'
import { loadCommand } from './commands.ts'
import { printFailure } from './output.ts'
import { createProgram } from './program.ts'
import { programName } from './program-name.ts'
import type { Streams } from './streams.ts'

/** Runs one command line of `bellhook`. Returns the exit code. */
export async function runCommandLine(args: readonly string[], environ: Environ, streams: Streams): Promise<number> {
  const command = await loadCommand(args)
  try {
    const program = createProgram(command, environ, streams)
    await program.parseAsync(args.length === 0 ? ['--help'] : args, { from: 'user' })
    return 0
  } catch (error) {
    // Commander has printed its message already. --help and --version are no failure.
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    if (error instanceof CommandFailed) return error.exitCode
    if (error instanceof UsageError) {
      const help = [programName(environ), command?.name, '--help'].filter((word) => word !== undefined)
      printFailure(`bellhook: ${error.message}. See: ${help.join(' ')}`, streams.stderr, environ)
      return 2
    }
    const { explain } = await import('../startup/start-errors.ts')
    const { ConfigError } = await import('../config/config.ts')
    printFailure(explain(error), streams.stderr, environ)
    return error instanceof ConfigError ? 78 : 1
  }
}
