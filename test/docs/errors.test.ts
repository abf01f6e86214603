import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import t from 'tap'
import { errors, ShapeError } from '../../src/errors.ts'
import { ROOT } from '../root.ts'

t.test('docs/errors.md explains every code, and none that does not exist', async (t) => {
  const page = readFileSync(resolve(ROOT, 'docs/errors.md'), 'utf8')
  const explained = [...page.matchAll(/^## `?([A-Z_]+)`?$/gm)].map(([, code = '']) => code)
  t.strictSame(explained.sort(), [...Object.keys(errors), new ShapeError([]).code].sort())
})

t.test('each code is its own name and has a status and a sentence', async (t) => {
  for (const [name, make] of Object.entries(errors)) {
    const error = new make('x')
    t.equal(error.code, name)
    t.ok(Number(error.statusCode) >= 400)
    t.match(error.message, /\.( x)?$/)
  }
})
