import { Command as CommanderCommand, Option as CommanderOption, InvalidArgumentError } from 'commander'
import type { Environ } from '../config/environment.ts'
import { version } from '../config/version.ts'
import { type Call, type Command, UsageError } from './command.ts'
import { COMMANDS } from './commands.ts'
import { createOutput } from './output.ts'
import { programName } from './program-name.ts'
import type { Streams } from './streams.ts'

/** Columns of the help. A terminal is rarely narrower, and docs/cli.md shows the same text. */
const WIDTH = 80

/**
 * The command line of `bellhook`: parsing, help, and suggestions for misspelled words. Of the commands that are not loaded, it knows
 * the line in the help. Throws CommanderError and UsageError.
 */
export function createProgram(loaded: Command | undefined, environ: Environ, streams: Streams): CommanderCommand {
  const program = new CommanderCommand('bellhook')
  program
    .usage('COMMAND [options]')
    .version(version(), '-v, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand('help [command]', 'print the help of a command')
    .addHelpText(
      'after',
      `
Every command explains itself: bellhook COMMAND --help
Settings come from the environment: docs/settings.md

Exit codes: 0 done, 1 failed, 2 wrong command line, 78 wrong settings,
130 Ctrl-C.`
    )
  configure(program, programName(environ), streams)
  for (const [name, { summary }] of Object.entries(COMMANDS)) {
    const parsed = new CommanderCommand(name).summary(summary)
    if (loaded?.name === name) declare(parsed, loaded, environ, streams)
    program.addCommand(parsed)
  }
  return program
}

function declare(parsed: CommanderCommand, command: Command, environ: Environ, streams: Streams): void {
  const { name, words = [], options = {}, details = [], examples } = command
  const summary = parsed.summary()
  const paragraphs = [`${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`, ...details]
  parsed
    .description(paragraphs.join('\n\n'))
    .usage([...words, '[options]'].join(' '))
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', ['', 'Examples:', ...examples.map((example) => `  ${example}`)].join('\n'))
  for (const word of words) parsed.argument(word.startsWith('[') ? word : `<${word}>`)
  for (const [option, { value, help }] of Object.entries(options)) {
    const flags = value === undefined ? `--${option}` : `--${option} <${value}>`
    const declared = new CommanderOption(flags, help)
    parsed.addOption(value === undefined ? declared : declared.argParser(onceAndFilled))
  }
  parsed.option('--json', 'print one JSON object per line, for programs')
  configure(parsed, `${programName(environ)} ${name}`, streams)
  parsed.action(() => command.run(toCall(parsed, environ, streams)))
}

/** Of an option that is given twice, one value would be ignored. An empty value is most often an unset shell variable. */
function onceAndFilled(value: string, previous: string | undefined): string {
  if (previous !== undefined) throw new InvalidArgumentError('Give it once.')
  if (value.trim() === '') throw new InvalidArgumentError('It is empty.')
  return value
}

function configure(command: CommanderCommand, shown: string, { stdout, stderr }: Streams): void {
  command
    .exitOverride()
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
      getOutHelpWidth: () => WIDTH,
      getErrHelpWidth: () => WIDTH,
      outputError: (text, write) => write(`bellhook: ${text.replace(/^error: /, '')}See: ${shown} --help\n`)
    })
    .configureHelp({
      // `[options]` and `[command]` behind each name would say nothing.
      subcommandTerm: (inner) => inner.name(),
      // The arguments are in the first line, and explained in the description.
      visibleArguments: () => [],
      optionTerm: ({ flags }) => flags.replace(/[<>]/g, '')
    })
}

function toCall(command: CommanderCommand, environ: Environ, streams: Streams): Call {
  const options: Readonly<Record<string, unknown>> = command.opts()
  const value = (option: string) => options[option.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase())]
  const text = (option: string) => {
    const given = value(option)
    return typeof given === 'string' ? given : undefined
  }
  return {
    words: command.args,
    environ,
    out: createOutput(value('json') === true, environ, streams),
    text,
    has: (option) => value(option) === true,
    count(option, least = 1) {
      const given = text(option)
      if (given === undefined) return undefined
      if (!/^\d{1,9}$/.test(given) || Number(given) < least) {
        throw new UsageError(`--${option}=${given} is invalid: use a whole number from ${least}`)
      }
      return Number(given)
    }
  }
}
