import type { Command, Option } from './command.ts'

const COMMON: Readonly<Record<string, Option>> = {
  json: { help: 'one JSON object a line, for programs' },
  help: { help: 'this text' }
}

/** What `bellhook --help` prints. */
export function help(commands: readonly Command[]): string {
  return [
    'Usage: bellhook COMMAND [options]',
    '',
    ...columns(commands.map(({ name, summary }) => [name, summary])),
    '',
    '  bellhook COMMAND --help says more of each, with examples. Settings come from the environment: docs/settings.md',
    '',
    ...columns([
      ['-h, --help', 'this text'],
      ['-v, --version', 'the version']
    ]),
    '',
    'Exit codes: 0 done, 1 it did not work, 2 the command line is wrong, 78 the settings are wrong.'
  ].join('\n')
}

/** What `bellhook COMMAND --help` prints. */
export function commandHelp({ name, summary, words = [], options = {}, details = [], examples }: Command): string {
  const rows = Object.entries({ ...options, ...COMMON }).map(
    ([option, { value, help }]) => [value === undefined ? `--${option}` : `--${option} ${value}`, help] as const
  )
  return [
    `Usage: bellhook ${[name, ...words, '[options]'].join(' ')}`,
    '',
    `${summary.charAt(0).toUpperCase()}${summary.slice(1)}.`,
    ...details.flatMap((line) => ['', line]),
    '',
    'Options:',
    ...columns(rows),
    '',
    'Examples:',
    ...examples.map((example) => `  ${example}`)
  ].join('\n')
}

function columns(rows: readonly (readonly [name: string, text: string])[]): string[] {
  const width = Math.max(...rows.map(([name]) => name.length)) + 3
  return rows.map(([name, text]) => `  ${name.padEnd(width)}${text}`)
}
