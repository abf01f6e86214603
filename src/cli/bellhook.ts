#!/usr/bin/env node
import { readFileSync } from 'node:fs'
import { explain } from '../ops/start-errors.ts'
import { health } from './health.ts'
import { migrate } from './migrate.ts'
import { newAdapter } from './new-adapter.ts'

const HELP = `Usage: bellhook <command>

  start      runs the gateway (settings from the environment, see docs/settings.md)
  migrate    brings the database of DATABASE_URL up to date, and ends
  health     asks the gateway on HOST and PORT whether it answers
  new-adapter <name>
             writes a complete PMS adapter into a checkout of Bellhook, to be changed into a real one

  -h, --help       this text
  -v, --version    the version

Examples:
  bellhook start
  DATABASE_URL=postgres://bellhook:secret@localhost/bellhook bellhook migrate
  PORT=3000 bellhook health && echo alive
`

const COMMANDS: Readonly<Record<string, (...words: string[]) => Promise<void>>> = {
  start: async () => void (await import('../server.ts')),
  migrate: () => migrate(process.env, say),
  health: () => health(process.env, say),
  'new-adapter': (name = '') => newAdapter(name, process.cwd(), say)
}

/** How many words a command takes behind its name. */
const WORDS: Readonly<Record<string, number>> = { 'new-adapter': 1 }

await main(process.argv.slice(2))

async function main([name = '--help', ...rest]: string[]): Promise<void> {
  const asksForHelp = ['-h', '--help', 'help'].includes(name) || rest.includes('--help') || rest.includes('-h')
  if (asksForHelp) return say(HELP)
  if (name === '-v' || name === '--version') return say(version())
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  if (command === undefined) return misuse(`there is no command "${name}"`)
  const most = WORDS[name] ?? 0
  if (rest.length > most) return misuse(`"bellhook ${name}" takes no "${rest[most]}"`)
  if (rest.length < most) return misuse(`"bellhook ${name}" needs a name`)
  try {
    await command(...rest)
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`)
    process.exit(1)
  }
}

function misuse(what: string): never {
  process.stderr.write(`bellhook: ${what}. See: bellhook --help\n`)
  process.exit(2)
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}

/** From compiled files, package.json lies three folders up. */
function version(): string {
  return String(JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')).version)
}
