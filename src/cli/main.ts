import { explain } from '../startup/start-errors.ts'
import { runCommandLine } from './run-command-line.ts'

// The reader of the output may close it early: `bellhook export | head`.
process.stdout.on('error', (error) => {
  if ('code' in error && error.code === 'EPIPE') process.exit(0)
  process.stderr.write(`${explain(error)}\n`)
  process.exit(1)
})

const exitCode = await runCommandLine(process.argv.slice(2), process.env, process)
// A command that has succeeded may leave work behind, as `start` does.
if (exitCode !== 0) process.exit(exitCode)
