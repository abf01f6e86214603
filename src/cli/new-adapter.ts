import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Script } from 'node:vm'
import { Type } from '@sinclair/typebox'
import { isFreeName } from '../../plugins/pms/adapter-settings.ts'
import { hmac } from '../contract/verifiers.ts'
import { adapterRow, adapterTable, rowsOf, withTable } from './adapter-table.ts'
import { adapterTemplate, titleOf } from './adapter-template.ts'
import { type Command, UsageError } from './command.ts'

const LIST = 'plugins/pms/adapters/index.ts'

/** acme, acme-pms, acme2, acme10. */
const LINTER_ORDER = new Intl.Collator('en', { numeric: true })

export const newAdapter: Command = {
  name: 'new-adapter',
  words: ['NAME'],
  details: [
    'It writes a working adapter of an invented PMS, three fixtures, a page of documentation, and its row in README.md. npm test passes. Then change it into a real one.'
  ],
  examples: ['bellhook new-adapter acme'],
  async run({ words: [name = ''], out }) {
    writeAdapter(name, process.cwd(), (change, path) => out.result({ [change]: path }, `${change.padEnd(8)}${path}`))
    out.say(nextSteps(name))
  }
}

function nextSteps(name: string): string {
  return [
    '\nNext:',
    `  npx bellhook check ${name} --watch        # while you change the adapter and its fixtures`,
    '  npm run build && npx bellhook adapter-table',
    '  npm test',
    'docs/write-an-adapter.md explains each part.'
  ].join('\n')
}

/** Writes the files, and reports each as `wrote` or `changed`. */
export function writeAdapter(name: string, root: string, report: (change: string, path: string) => void): void {
  if (!isFreeName(name) || name.length > 40) {
    throw new UsageError(`NAME=${name} is invalid: use lower-case letters, digits, and dashes, like acme or acme-pms`)
  }
  if (!isIdentifier(camelCase(name))) {
    throw new UsageError(`NAME=${name} is a reserved word of JavaScript: use a longer name, like ${name}-pms`)
  }
  if (!existsSync(join(root, LIST))) {
    throw new Error(
      'The current folder is not a checkout of Bellhook. For an adapter in a package of its own, see docs/write-an-adapter.md.'
    )
  }
  const files = Object.entries(adapterTemplate(name))
  const taken = files.find(([path]) => existsSync(join(root, path)))
  if (taken) throw new Error(`${taken[0]} exists already. Choose another name.`)
  if (new RegExp(`(import|const) ${camelCase(name)}\\b`).test(readFileSync(join(root, LIST), 'utf8'))) {
    throw new Error(`${LIST} has "${camelCase(name)}" already. Choose another name.`)
  }

  for (const [path, text] of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
    report('wrote', path)
  }
  rewrite(root, LIST, (text) => withAdapter(text, name))
  rewrite(root, 'README.md', (text) => withTable(text, adapterTable([...rowsOf(text), rowOf(name)])))
  for (const path of [LIST, 'README.md']) report('changed', path)
}

function rewrite(root: string, path: string, change: (text: string) => string): void {
  const file = join(root, path)
  writeFileSync(file, change(readFileSync(file, 'utf8')))
}

/** The list with one more import and one more item, sorted and formatted as the linter requires. */
function withAdapter(text: string, name: string): string {
  const lines = text.split('\n')
  const imports = [
    ...lines.filter((line) => /^import \w+ from/.test(line)),
    `import ${camelCase(name)} from './${name}.ts'`
  ]
  const sorted = imports.sort((one, other) => LINTER_ORDER.compare(nameIn(one), nameIn(other)))
  const items = sorted.map((line) => line.split(' ')[1] ?? '')
  const before = lines.filter((line) => line.startsWith('import type'))
  const comment = lines.filter((line) => line.startsWith('/**'))
  const start = 'export const adapters: readonly PmsAdapter[] = ['
  const inOne = `${start}${items.join(', ')}]`
  const list = inOne.length <= 120 ? [inOne] : [start, items.map((item) => `  ${item}`).join(',\n'), ']']
  return [...before, ...sorted, '', ...comment, ...list, ''].join('\n')
}

function nameIn(line: string): string {
  return /'\.\/(.*)\.ts'/.exec(line)?.[1] ?? ''
}

function camelCase(name: string): string {
  return name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())
}

/** True if the list can import something under this name. Modules are strict, and reserve `await`. */
function isIdentifier(word: string): boolean {
  try {
    new Script(`'use strict'; async () => { let ${word} }`)
    return true
  } catch {
    return false
  }
}

/** The row of the unchanged template. */
function rowOf(name: string): string {
  const verify = hmac({ header: `x-${name}-signature` })
  const docs = `https://docs.${name}.example/webhooks`
  const about = { name, title: titleOf(name), docs, evidence: 'documented', verify } as const
  return adapterRow({ ...about, payload: Type.Unknown(), normalize: () => [] })
}
