import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import t from 'tap'
import { escapeSecret, readSecret } from '../../src/config/secret.ts'

const WRITTEN: readonly (readonly [text: string, values: readonly string[], hasGap?: boolean])[] = [
  ['one', ['one']],
  ['one,two', ['one', 'two']],
  [' one , two ', ['one', 'two']],
  ['p@ss\\,1', ['p@ss,1']],
  ['p@ss\\,1,two', ['p@ss,1', 'two']],
  ['\\,', [',']],
  ['one\\,', ['one,']],
  ['one\\\\,two', ['one\\', 'two']],
  ['one\\\\\\,two', ['one\\,two']],
  ['C:\\temp\\\\x', ['C:\\temp\\\\x']],
  ['one\\', ['one\\']],
  ['one\\\\', ['one\\\\']],
  ['one,', ['one'], true],
  [',one', ['one'], true],
  ['one,,two', ['one', 'two'], true],
  ['', []],
  [' , ,', []],
  ['undefined', []],
  ['null,one', ['one']]
]

t.test('a list is split at commas, and \\, is a comma of a secret, in a variable and in a file', async (t) => {
  const file = join(t.testdir(), 'secret')
  for (const [text, values, hasGap = false] of WRITTEN) {
    t.strictSame(read({ NAME: text }), { values, hasGap, problems: [] }, text)
    writeFileSync(file, `${text}\n`)
    const problems = values.length === 0 ? ['NAME_FILE names a file that holds no secret'] : []
    t.strictSame(read({ NAME_FILE: file }), { values, hasGap, problems }, `${text} in a file`)
  }
})

t.test('every secret can be written', async (t) => {
  const secret = fc
    .string({ unit: fc.constantFrom(',', '\\', 'a', ' ', '"'), minLength: 1, maxLength: 12 })
    .filter((text) => text.trim() === text)
  fc.assert(
    fc.property(secret, secret, (one, other) => {
      t.strictSame(read({ NAME: escapeSecret(one) }).values, [one])
      // In front of the comma of the list, backslashes at the end have to be doubled as well.
      const first = escapeSecret(one).replace(/\\+$/, '$&$&')
      t.strictSame(read({ NAME: `${first},${escapeSecret(other)}` }).values, [one, other])
    })
  )
})

t.test('a long run of backslashes and commas is read at once', async (t) => {
  const text = '\\'.repeat(1_000_000)
  t.strictSame(read({ NAME: text }).values, [text])
  t.equal(read({ NAME: '\\,'.repeat(500_000) }).values[0]?.length, 500_000)
})

function read(environ: Record<string, string>) {
  const problems: string[] = []
  return { ...readSecret(environ, 'NAME', problems), problems }
}
