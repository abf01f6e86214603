import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import t from 'tap'
import { errors, ShapeError } from '../../src/contract/errors.ts'
import { FILE_ERRORS } from '../../src/startup/file-errors.ts'
import { ADVICE } from '../../src/startup/start-errors.ts'
import { ROOT } from '../support/root.ts'

const PAGE = readFileSync(resolve(ROOT, 'docs/errors.md'), 'utf8')

t.test('docs/errors.md explains every code, and none that does not exist', async (t) => {
  const explained = [...PAGE.matchAll(/^## `?([A-Z_]+)`?$/gm)].map(([, code = '']) => code)
  t.strictSame(explained.sort(), [...Object.keys(errors), new ShapeError([]).code].sort())
})

t.test('it explains every code of a failed start, and none that is not looked for', async (t) => {
  const rows = [...PAGE.matchAll(/^\| (`[^|]+`) \|/gm)].flatMap(([, cell = '']) => cell.split(', '))
  t.strictSame(
    rows.map((code) => code.replaceAll('`', '')).sort(),
    [...Object.keys(ADVICE), ...Object.keys(FILE_ERRORS)].sort()
  )
  for (const sentence of Object.values(ADVICE)) t.match(sentence, /^[A-Z{].*([.?]|: .+)$/)
})

t.test('each code is its own name and has a status and a sentence', async (t) => {
  for (const [name, make] of Object.entries(errors)) {
    const error = new make('x')
    t.equal(error.code, name)
    t.ok(Number(error.statusCode) >= 400)
    t.match(error.message, /\.( x)?$/)
  }
})
