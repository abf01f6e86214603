import { deepEqual } from 'node:assert/strict'
import fc from 'fast-check'
import t from 'tap'
import { exactJson, form, formPairs, json } from '../../src/contract/decode.ts'

const exact = (text: string) => exactJson(Buffer.from(text))
const FORM = 'application/x-www-form-urlencoded'

t.test('numbers that a double cannot hold arrive as their own digits', async (t) => {
  const text = '{"a":12345678901234567,"b":[-0.12345678901234567,1e400],"c":9007199254740993,"d":{"e":1E+400}}'
  t.strictSame(exact(text), {
    a: '12345678901234567',
    b: ['-0.12345678901234567', '1e400'],
    c: '9007199254740993',
    d: { e: '1E+400' }
  })
  t.strictSame(
    exact('[1234567890123456,1e9,-1.5e-7,0.100000000000000,-0,9007199254740991]'),
    [1234567890123456, 1e9, -1.5e-7, 0.1, -0, 9007199254740991]
  )
  t.strictSame(exact('{"a":"12345678901234567, 1e400","b\\"":12345678901234567}'), {
    a: '12345678901234567, 1e400',
    'b"': '12345678901234567'
  })
})

t.test('what is no JSON is none with long numbers either', async (t) => {
  for (const text of [
    '{12345678901234567:1}',
    '{"a":1,12345678901234567 :1}',
    '[012345678901234567]',
    '[12345678901234567.]',
    '[12345678901234567x]',
    '[12345678901234567"x"]',
    '[--12345678901234567]',
    '[1e400e5]',
    '[+12345678901234567]'
  ]) {
    t.throws(() => exact(text), { name: 'Undecodable', message: 'it is not JSON' }, text)
  }
})

t.test('both parsers agree on any JSON whose numbers a double holds', async (t) => {
  fc.assert(
    fc.property(fc.jsonValue({ depthSize: 'medium' }), (value) => {
      const text = JSON.stringify(value)
      // Keys that would change a prototype are removed, see below.
      fc.pre(!/__proto__|constructor/.test(text))
      const expected = JSON.stringify(JSON.parse(text), unquoted)
      return (
        JSON.stringify(json(Buffer.from(text)), unquoted) === expected &&
        JSON.stringify(exact(text), unquoted) === expected
      )
    }),
    { numRuns: 300 }
  )
  t.pass()
})

/** A number and its digits in quotes are the same here. */
function unquoted(_key: string, item: unknown): unknown {
  return typeof item === 'string' && item !== '' && Number.isFinite(Number(item)) ? Number(item) : item
}

t.test('keys that would change a prototype are removed at every level and in every spelling', async (t) => {
  const poisoned =
    '{"__proto__":{"a":1},"\\u005f_proto__":1,"b":[{"constructor":{"prototype":{}}},{"\\u0063onstructor":{"prototype":1},"c":2}],' +
    '"d":{"constructor":"a word","__proto__":[{"__proto__":1}]}}'
  t.strictSame(json(Buffer.from(poisoned)), { b: [{}, { c: 2 }], d: JSON.parse('{"constructor":"a word"}') })
})

t.test('a name with several values has each of them once', async (t) => {
  t.strictSame(
    { ...form(Buffer.from('a=1&b=2&a=3&a=1&b=2&__proto__=4&c'), FORM) },
    JSON.parse('{"a":["1","3"],"b":"2","__proto__":"4","c":""}')
  )
})

t.test('pairs are those of the WHATWG URL standard', async (t) => {
  const pieces = ['a', '=', '&', '%', '%2', '%41', '%E9', '%C3%A9', '+', 'é', '\ud800', '?', '%zz', '%2B', ';', '#']
  const body = fc.array(fc.constantFrom(...pieces)).map((parts) => Buffer.from(parts.join('')))
  fc.assert(
    fc.property(body, (bytes) => {
      deepEqual(formPairs(bytes), [...new URLSearchParams(`&${bytes}`)])
    }),
    { numRuns: 10_000 }
  )
  t.strictSame(formPairs(Buffer.from('a=%E9&b=1+2')), [
    ['a', '\ufffd'],
    ['b', '1 2']
  ])
})
