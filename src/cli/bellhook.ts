#!/usr/bin/env node
import { parseArgs } from 'node:util'
import { ConfigError } from '../config/config.ts'
import { version } from '../config/version.ts'
import { explain } from '../startup/start-errors.ts'
import { type Call, type Command, Misuse, NotWell, type Option } from './command.ts'
import { COMMANDS } from './commands.ts'
import { commandHelp, help } from './help.ts'
import { createOutput } from './output.ts'

// Whoever reads the output may stop reading: `bellhook export | head`.
process.stdout.on('error', (error) => {
  if ('code' in error && error.code === 'EPIPE') process.exit(0)
  process.stderr.write(`${explain(error)}\n`)
  process.exit(1)
})

try {
  await main(process.argv.slice(2))
} catch (error) {
  if (error instanceof Misuse) {
    const [name] = process.argv.slice(2).filter((word) => COMMANDS.some((command) => command.name === word))
    process.stderr.write(`bellhook: ${error.message}. See: ${['bellhook', name, '--help'].filter(Boolean).join(' ')}\n`)
    process.exit(2)
  }
  if (error instanceof NotWell) process.exit(error.exitCode)
  process.stderr.write(`${explain(error)}\n`)
  process.exit(error instanceof ConfigError ? 78 : 1)
}

async function main([name = '--help', ...rest]: string[]): Promise<void> {
  if (name === '-v' || name === '--version') return print(version())
  if (['-h', '--help'].includes(name)) return print(help(COMMANDS))
  if (name === 'help')
    return rest[0] === undefined || rest[0] === 'help' ? print(help(COMMANDS)) : print(commandHelp(find(rest[0])))
  const command = find(name)
  if (rest.includes('--help') || rest.includes('-h')) return print(commandHelp(command))
  await command.run(toCall(command, rest))
}

function find(name: string): Command {
  const command = COMMANDS.find((command) => command.name === name)
  if (command === undefined) throw new Misuse(`there is no command "${name}"`)
  return command
}

function toCall(command: Command, rest: string[]): Call {
  const { words, values } = parse(command, rest)
  const expected = command.words ?? []
  const missing = expected.slice(words.length).find((word) => !word.startsWith('['))
  if (missing !== undefined) throw new Misuse(`${command.name} needs ${missing}`)
  if (words.length > expected.length) {
    throw new Misuse(`${command.name} takes no "${words[expected.length]}"`)
  }
  const text = (option: string) => (typeof values[option] === 'string' ? values[option] : undefined)
  return {
    words,
    environ: process.env,
    out: createOutput(values['json'] === true, process.env),
    text,
    has: (option) => values[option] === true,
    count(option, least = 1) {
      const given = text(option)
      if (given === undefined) return undefined
      if (!/^\d{1,9}$/.test(given) || Number(given) < least) {
        throw new Misuse(`--${option} has to be a whole number, ${least} or more`)
      }
      return Number(given)
    }
  }
}

function parse({ name, options = {} }: Command, args: string[]) {
  const types = Object.entries({ ...options, json: { help: '' } }).map(([option, { value }]: [string, Option]) => [
    option,
    { type: value === undefined ? ('boolean' as const) : ('string' as const) }
  ])
  try {
    const { positionals, values } = parseArgs({ args, options: Object.fromEntries(types), allowPositionals: true })
    const [empty] = Object.entries(values).find(([, value]) => value === '') ?? []
    if (empty !== undefined) throw new Misuse(wanting(empty, options))
    return { words: positionals, values: values as Record<string, unknown> }
  } catch (error) {
    if (!(error instanceof Error) || !String(Object(error).code).startsWith('ERR_PARSE_ARGS')) throw error
    const [, without] = /^Option '(?:-\w, )?--([\w-]+)(?: <value>)?' argument/.exec(error.message) ?? []
    if (without !== undefined) throw new Misuse(wanting(without, options))
    // "Unknown option '--x'. To specify a positional argument starting with a '-', …": what comes behind helps nobody.
    const [first = ''] = error.message.split(/\. |\n/)
    throw new Misuse(`${name}: ${first.replace(/\.$/, '')}`)
  }
}

function wanting(option: string, options: Readonly<Record<string, Option>>): string {
  return `--${option} needs a value: --${option} ${options[option]?.value ?? ''}`.trim()
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}
