import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import t from 'tap'
import { COMMANDS as ENTRIES } from '../../src/cli/commands.ts'
import { createProgram } from '../../src/cli/program.ts'
import { barLine } from '../../src/cli/progress.ts'
import { hasText } from '../support/has-text.ts'
import { ROOT } from '../support/root.ts'

const PAGE = resolve(ROOT, 'docs/cli.md')
const COMMANDS = await Promise.all(Object.values(ENTRIES).map(({ load }) => load()))
const HELP = /(<!-- help.*-->\n)([\s\S]*)(<!-- \/help -->)/

t.test('docs/cli.md has the help of every command, word for word', async (t) => {
  const page = readFileSync(PAGE, 'utf8')
  const sections = [
    section('bellhook', helpOf('--help')),
    ...COMMANDS.map(({ name }) => section(name, helpOf(name, '--help')))
  ]
  if (t.writeSnapshot)
    writeFileSync(
      PAGE,
      page.replace(HELP, (_all, begin, _old, end) => begin + sections.join('') + end)
    )
  const [, , written = ''] = HELP.exec(readFileSync(PAGE, 'utf8')) ?? []
  t.equal(written, sections.join(''), 'write it anew with: npx tap --snapshot dist/test/docs/cli.test.js')
})

t.test('every command has an example, and its examples name it and options that it has', async (t) => {
  for (const { name, options = {}, examples } of COMMANDS) {
    t.ok(examples.length > 0, name)
    for (const example of examples) {
      hasText(t, example, `bellhook ${name}`)
      for (const [, option = ''] of example.matchAll(/--([a-z-]+)/g)) t.ok(option in { ...options, json: {} }, example)
    }
  }
})

t.test('a bar is never wider than the terminal', async (t) => {
  for (let columns = 1; columns < 100; columns++) {
    for (const [done, total] of [
      [0, 0],
      [3, 12_000],
      [12_000, 12_000],
      [5, undefined]
    ] as const) {
      t.ok(barLine(done, total, 123, columns).length < columns, `${done} of ${total} in ${columns}`)
    }
  }
  t.equal(barLine(50, 100, 7, 80), '[============            ]  50 of 100, 7/s')
  t.equal(barLine(50, 100, 7, 27), '[====    ]  50 of 100, 7/s')
  t.equal(barLine(50, 100, 7, 20), ' 50 of 100, 7/s')
})

t.test('no line of a help is wider than 80 columns', async (t) => {
  for (const words of [['--help'], ...COMMANDS.map(({ name }) => [name, '--help'])]) {
    for (const line of helpOf(...words).split('\n')) t.ok(line.length <= 80, line)
  }
})

/** What `bellhook` prints for these words. */
function helpOf(...words: string[]): string {
  let text = ''
  const command = COMMANDS.find(({ name }) => name === words[0])
  const program = createProgram(command, {}, process)
  for (const command of [program, ...program.commands]) {
    command.configureOutput({ writeOut: (part) => (text += part) })
  }
  try {
    program.parse(words, { from: 'user' })
  } catch (error) {
    if (Object(error).exitCode !== 0) throw error
  }
  return text.trimEnd()
}

function section(name: string, text: string): string {
  return `\n## ${name}\n\n\`\`\`text\n${text}\n\`\`\`\n`
}
