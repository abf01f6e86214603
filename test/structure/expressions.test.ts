import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import ts from 'typescript'
import { ROOT } from '../support/root.ts'

// A regular expression that begins anew at each character, or that can match a text in several ways, takes time with the square
// of the text. Each one that sees what was sent is tried with long texts made of its own letters.

const ROOMS = /^(plugins\/|schemas\/|src\/(contract|ingest)\/)/
const LONG = 20_000
/** Milliseconds. A linear one takes less than 1, one with a square some 200. */
const SLOW = 50

const expressions = ['plugins', 'schemas', 'src']
  .flatMap((folder) =>
    readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file))
  )
  .filter((file) => file.endsWith('.ts') && ROOMS.test(file))
  .flatMap((file) => expressionsIn(file).map((expression) => ({ file, expression })))

t.test('every regular expression is linear on the worst texts', async (t) => {
  t.ok(expressions.length > 50, `${expressions.length} were found`)
  for (const { file, expression } of expressions) t.equal(slowText(expression), undefined, `${expression} in ${file}`)
})

t.test('those that are not are found', async (t) => {
  for (const expression of [/0+$/, /^bearer +(.+)$/i, /\/+$/, /^[^\s@]+@(\w+\.?)+$/, /^(\d+)*x/]) {
    t.type(slowText(expression), 'string', `${expression}`)
  }
})

/** The text that takes long, in short; undefined for none. */
function slowText(expression: RegExp): string | undefined {
  for (const length of [24, LONG]) {
    for (const [start, letters, end] of textsFor(expression)) {
      const text = start + letters.repeat(Math.ceil(length / letters.length)) + end
      if (isSlow(expression, text)) return JSON.stringify([start, letters, end])
    }
  }
  return undefined
}

function isSlow(expression: RegExp, text: string): boolean {
  for (let attempt = 0; attempt < 3; attempt++) {
    const began = performance.now()
    expression.lastIndex = 0
    expression.exec(text)
    if (performance.now() - began < SLOW) return false
  }
  return true
}

function* textsFor({ source }: RegExp): Generator<[string, string, string]> {
  const plain = source.replace(/\\[dwsDWSb]|\(\?[:!=<]+|[\\^$()[\]{}|*+?]/g, ' ')
  const words = [...new Set(['', ...(plain.match(/[^ ]+/g) ?? [])])]
  const letters = [
    ...new Set(['0', '1', 'a', ' ', '.', '-', ...words.filter((word) => word.length < 4), '0.', 'a.', '0 '])
  ]
  for (const start of [...words, 'a@', '+1', '0x']) {
    for (const letter of letters)
      if (letter !== '') for (const end of ['', '\0', '\n', '0', '0\0']) yield [start, letter, end]
  }
}

function expressionsIn(file: string): RegExp[] {
  const found: RegExp[] = []
  const source = ts.createSourceFile(file, readFileSync(join(ROOT, file), 'utf8'), ts.ScriptTarget.Latest, true)
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) {
      const end = node.text.lastIndexOf('/')
      found.push(new RegExp(node.text.slice(1, end), node.text.slice(end + 1)))
    }
    const isPattern = ts.isPropertyAssignment(node) && node.name.getText(source) === 'pattern'
    if (isPattern && ts.isStringLiteral(node.initializer)) found.push(new RegExp(node.initializer.text))
    ts.forEachChild(node, visit)
  }
  visit(source)
  return found
}
