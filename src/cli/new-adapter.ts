import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Script } from 'node:vm'
import { Type } from '@sinclair/typebox'
import { isFreeName } from '../../plugins/pms/adapter-settings.ts'
import { hmac } from '../contract/verifiers.ts'
import { adapterRow, adapterTable, rowsOf, withTable } from './adapter-table.ts'
import { adapterTemplate, TEMPLATE_EVENTS, titleOf } from './adapter-template.ts'
import { type Command, Misuse } from './command.ts'

const LIST = 'plugins/pms/adapters/index.ts'

/** acme, acme-pms, acme2, acme10. */
const LINTER_ORDER = new Intl.Collator('en', { numeric: true })

export const newAdapter: Command = {
  name: 'new-adapter',
  summary: 'writes a complete PMS adapter into a checkout of Bellhook, to be changed into a real one',
  words: ['NAME'],
  details: [
    'The adapter, three fixtures, a page of docs, its line in the list and its row in README.md; npm test passes.'
  ],
  examples: ['bellhook new-adapter acme'],
  async run({ words: [name = ''], out }) {
    writeAdapter(name, process.cwd(), (change, path) => out.tell({ [change]: path }, `${change.padEnd(8)}${path}`))
    out.say('\nNow: npm test. Then change it into a real one: docs/write-an-adapter.md')
  }
}

/** Writes adapter, fixtures and page, and tells of each file that it `wrote` or `changed`. */
export function writeAdapter(name: string, root: string, tell: (change: string, path: string) => void): void {
  if (!isFreeName(name) || name.length > 40) {
    throw new Misuse(`"${name}" cannot be the name of a PMS in a URL: take a lower-case word, like acme or acme-pms`)
  }
  if (!isIdentifier(camelCase(name))) {
    throw new Misuse(`"${name}" is a word of JavaScript's own. Take a longer one, like ${name}-pms`)
  }
  if (!existsSync(join(root, LIST))) {
    throw new Error('This is no checkout of Bellhook. For an adapter of your own package see docs/write-an-adapter.md.')
  }
  const files = Object.entries(adapterTemplate(name))
  const taken = files.find(([path]) => existsSync(join(root, path)))
  if (taken) throw new Error(`${taken[0]} exists already.`)
  if (new RegExp(`(import|const) ${camelCase(name)}\\b`).test(readFileSync(join(root, LIST), 'utf8'))) {
    throw new Error(`${LIST} has a "${camelCase(name)}" already.`)
  }

  for (const [path, text] of files) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
    tell('wrote', path)
  }
  rewrite(root, LIST, (text) => withAdapter(text, name))
  rewrite(root, 'README.md', (text) => withTable(text, adapterTable([...rowsOf(text), rowOf(name)])))
  for (const path of [LIST, 'README.md']) tell('changed', path)
}

function rewrite(root: string, path: string, change: (text: string) => string): void {
  const file = join(root, path)
  writeFileSync(file, change(readFileSync(file, 'utf8')))
}

/** The list, with one more import and one more item, each in its alphabetical place and formatted as the linter wants. */
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

/** Whether the list can import something under this name. Modules are strict, and `await` is theirs. */
function isIdentifier(word: string): boolean {
  try {
    new Script(`'use strict'; async () => { let ${word} }`)
    return true
  } catch {
    return false
  }
}

/** What the table says of the template before anybody has changed it. */
function rowOf(name: string): string {
  const verify = hmac({ header: `x-${name}-signature` })
  const docs = `https://docs.${name}.example/webhooks`
  const about = { name, title: titleOf(name), docs, proof: 'documented', verify } as const
  return adapterRow({ ...about, payload: Type.Unknown(), normalize: () => [] }, TEMPLATE_EVENTS)
}
