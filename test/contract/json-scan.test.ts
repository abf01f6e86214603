import fc from 'fast-check'
import t from 'tap'
import { findValue } from '../../src/contract/json-scan.ts'

const NAMES = ['auth', 'é"\\', '__proto__']

/** JSON as text, because objects cannot have a name twice. */
const { object: anyObject } = fc.letrec<{ value: string; object: string; list: string }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.constantFrom('"secret"', '"\\u0073"', '""', '"{\\"auth\\":"', '1', 'null', 'true', '[]', '{}'),
    tie('object'),
    tie('list')
  ),
  object: fc
    .array(fc.tuple(fc.constantFrom(...NAMES), fc.boolean(), fc.constantFrom('', ' ', '\n\t'), tie('value')), {
      maxLength: 4
    })
    .map((fields) => {
      const texts = fields.map(
        ([name, isEscaped, space, value]) => `${space}${quoted(name, isEscaped)}${space}:${space}${value}${space}`
      )
      return `{${texts.join(',')}}`
    }),
  list: fc.array(tie('value'), { maxLength: 3 }).map((items) => `[${items.join(' , ')}]`)
}))

function quoted(name: string, isEscaped: boolean): string {
  if (!isEscaped) return JSON.stringify(name)
  return `"${[...name].map((letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')}"`
}

t.test('the string or number at a path is the one that JSON.parse finds there', async (t) => {
  let found = 0
  const path = fc.array(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 2 })
  fc.assert(
    fc.property(anyObject, path, fc.constantFrom('', '\ufeff', ' '), (text, path, before) => {
      const expected = path.reduce<unknown>(inside, JSON.parse(text))
      if (scalar(expected) !== undefined) found++
      return findValue(Buffer.from(before + text), path) === scalar(expected)
    }),
    { numRuns: 5_000 }
  )
  t.ok(found > 100, `${found} values were found`)
})

t.test('what is no JSON is read as far as it looks like it, and never fails', async (t) => {
  const find = (text: string) => findValue(Buffer.from(text), ['auth', 'key'])
  t.equal(find('{"auth":{"key":"s"'), 's')
  for (const text of [
    '',
    '"',
    '{"auth',
    '{"auth"',
    '{"auth":',
    '{"auth":{"key"',
    '{"auth":{"key":',
    '{"auth":{"key":"s',
    '}}}}{'
  ]) {
    t.equal(find(text), undefined, text)
  }
  fc.assert(fc.property(fc.string(), (text) => void find(`{"auth":{${text}`)))
})

function inside(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined
  return Object.getOwnPropertyDescriptor(value, name)?.value
}

function scalar(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined
}
