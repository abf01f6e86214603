import { CommanderError } from 'commander'
import { ConfigError } from '../config/config.ts'
import { explain } from '../startup/start-errors.ts'
import { CommandFailed, UsageError } from './command.ts'
import { COMMANDS } from './commands.ts'
import { createProgram } from './program.ts'
import { programName } from './program-name.ts'

// The reader of the output may close it early: `bellhook export | head`.
process.stdout.on('error', (error) => {
  if ('code' in error && error.code === 'EPIPE') process.exit(0)
  process.stderr.write(`${explain(error)}\n`)
  process.exit(1)
})

const args = process.argv.slice(2)
try {
  await createProgram(COMMANDS, process.env).parseAsync(args.length === 0 ? ['--help'] : args, { from: 'user' })
} catch (error) {
  process.exit(report(error))
}

/** Prints why a command failed, and returns the exit code. */
function report(error: unknown): number {
  // Commander has printed its message already. --help and --version are no failure.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  if (error instanceof CommandFailed) return error.exitCode
  if (error instanceof UsageError) {
    const command = COMMANDS.find(({ name }) => args.includes(name))
    const help = [programName(process.env), command?.name, '--help'].filter((word) => word !== undefined)
    process.stderr.write(`bellhook: ${error.message}. See: ${help.join(' ')}\n`)
    return 2
  }
  process.stderr.write(`${explain(error)}\n`)
  return error instanceof ConfigError ? 78 : 1
}
