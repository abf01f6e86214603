import fc from 'fast-check'
import t from 'tap'
import { redact } from '../../../src/ingest/redaction/redact.ts'
import { CARDS } from './cards.ts'

const TYPES = ['application/json', 'application/x-www-form-urlencoded', 'application/xml', 'text/plain'] as const
const NUMBERS = Object.values(CARDS).flat()
const PART = fc.oneof(
  fc.constantFrom(...NUMBERS, ...NUMBERS.map((number) => number.replace(/(\d{4})(?=\d)/g, '$1 '))),
  fc.constantFrom(
    'cvv 737',
    '12/27 737',
    '737',
    '4',
    '11',
    '1111',
    ' ',
    '-',
    '/',
    '+',
    '*',
    '**** **** **** 1111',
    '?'
  ),
  fc.constantFrom(
    '%B4111111111111111^A/B^2712101?',
    ';4111111111111111=2712101?',
    'é',
    '４１１１',
    '𝟒',
    '\u200b',
    '&amp;'
  ),
  fc.constantFrom('\\', '"', '<', '>', '&', '=', '%', '{"cvv":737}', '<cvv>737</cvv>', 'a', ',', '\n', 'card')
)
const TEXT = fc.array(PART, { maxLength: 10 }).map((parts) => parts.join(''))
const NUM_RUNS = Number(process.env['REDACTION_RUNS'] ?? 2_000)

t.test('JSON stays JSON, texts keep their length, and one look is enough', async (t) => {
  fc.assert(
    fc.property(fc.array(fc.tuple(TEXT, TEXT), { maxLength: 4 }), (pairs) => {
      const body = Buffer.from(JSON.stringify(pairs.map(([name, value]) => ({ [name]: value, more: [1, value] }))))
      const clean = redact(body, 'application/json')
      t.strictSame(lengths(JSON.parse(clean.toString())), lengths(JSON.parse(body.toString())), body.toString())
      t.ok(redact(clean, 'application/json').equals(clean), clean.toString())
    }),
    { numRuns: NUM_RUNS }
  )
})

/** The value with the length of each text in its place. JSON in it may get quotes around its numbers. */
function lengths(value: unknown): unknown {
  if (typeof value === 'string') return value.includes('{') ? 'JSON' : value.length
  if (Array.isArray(value)) return value.map(lengths)
  if (typeof value !== 'object' || value === null) return value
  return Object.entries(value).map(([name, inner]) => [name.length, lengths(inner)])
}

t.test('a form keeps its pairs', async (t) => {
  fc.assert(
    fc.property(fc.array(fc.tuple(TEXT, TEXT), { maxLength: 4 }), (pairs) => {
      const body = Buffer.from(new URLSearchParams(pairs).toString())
      const clean = redact(body, 'application/x-www-form-urlencoded')
      t.equal([...new URLSearchParams(clean.toString())].length, pairs.length)
      t.ok(redact(clean, 'application/x-www-form-urlencoded').equals(clean), clean.toString())
    }),
    { numRuns: NUM_RUNS }
  )
})

t.test('XML keeps its tags', async (t) => {
  const referenced = (text: string) => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`)
  fc.assert(
    fc.property(TEXT, TEXT, (one, other) => {
      const body = `<?xml version="1.0"?><a note="${referenced(one)}"><b>${referenced(other)}</b><!-- x --><c/></a>`
      const clean = redact(Buffer.from(body), 'application/xml').toString()
      const markup = (text: string) => text.replace(/"[^"]*"/g, '""').match(/<[^>]*>/g)
      t.strictSame(markup(clean), markup(body))
      t.notMatch(clean.replace(/&(?:#\d+|amp);/g, ''), /&/, 'every reference is whole')
    }),
    { numRuns: NUM_RUNS }
  )
})

t.test('whatever the bytes are, nothing fails, and one look is enough', async (t) => {
  const bytes = fc
    .array(
      fc.oneof(
        PART.map((part) => Buffer.from(part)),
        fc.uint8Array({ maxLength: 4 }).map((raw) => Buffer.from(raw))
      )
    )
    .map((parts) => Buffer.concat(parts))
  fc.assert(
    fc.property(bytes, fc.constantFrom(...TYPES, 'multipart/form-data; boundary=a', undefined), (body, type) => {
      const clean = redact(body, type)
      t.ok(redact(clean, type).equals(clean), body.toString('latin1'))
    }),
    { numRuns: NUM_RUNS }
  )
})

t.test('bytes that are no UTF-8 stay as they were', async (t) => {
  const odd = Buffer.from([0xff, 0xc3, 0x28, 0xe2, 0x82, 0xed, 0xa0, 0x80, 0xf0, 0x9f, 0x98, 0xc0, 0xaf])
  const card = Buffer.from(' 4111 1111 1111 1111 é😀 ')
  const expected = Buffer.from(' **** **** **** 1111 é😀 ')
  for (const [before, after, type] of [
    ['', '', 'text/plain'],
    ['{"text":"', '"}', 'application/json'],
    ['<a>', '</a>', 'application/xml'],
    ['--b\r\n\r\n', '\r\n--b--', 'multipart/mixed; boundary=b']
  ] as const) {
    const body = Buffer.concat([Buffer.from(before), odd, card, odd, Buffer.from(after)])
    const clean = Buffer.concat([Buffer.from(before), odd, expected, odd, Buffer.from(after)])
    t.strictSame(redact(body, type), clean, type)
  }
  const form = Buffer.concat([Buffer.from('a=%FF'), odd, Buffer.from('+4111111111111111&b='), odd])
  const clean = redact(form, 'application/x-www-form-urlencoded')
  t.ok(clean.subarray(-odd.length).equals(odd), 'a pair that has no card')
  t.match(clean.toString('latin1'), /^a=%FF%FF%C3%28%E2%82%ED%A0%80%F0%9F%98%C0%AF\+\*{12}1111&b=/)
})

t.test('card numbers in UTF-16 are redacted', async (t) => {
  const text = (card: string) => Buffer.from(`{"text":"${card}"}`, 'utf16le')
  const clean = redact(text('4111 1111 1111 1111'), 'application/json; charset=utf-16')
  t.strictSame(clean, text('**** **** **** 1111'))
})

t.test('credentials are stars wherever they are, and however their name is escaped', async (t) => {
  const credentials = ['AccessToken', 'api key']
  for (const [body, expected] of [
    ['{"AccessToken":"zsecret"}', '{"AccessToken":"*******"}'],
    ['{"Access\\u0054oken":"zsecret"}', '{"Access\\u0054oken":"*******"}'],
    ['{"AccessToken":{"a":["zsecret",1]}}', '{"AccessToken":{"a":["*******","*"]}}'],
    ['{"x":"{\\"AccessToken\\":\\"zsecret\\"}"}', '{"x":"{\\"AccessToken\\":\\"*******\\"}"}'],
    ['<a><AccessToken>zsecret</AccessToken></a>', '<a><AccessToken>*******</AccessToken></a>'],
    ['{"accesstoken":"zsecret"}', '{"accesstoken":"zsecret"}']
  ] as const) {
    t.equal(redact(Buffer.from(body), undefined, credentials).toString(), expected)
  }
  for (const body of ['api+key=zsecret', 'api%20key=zsecret', '%61pi+key=zsecret']) {
    const clean = redact(Buffer.from(body), 'application/x-www-form-urlencoded', credentials)
    t.equal(clean.toString(), 'api+key=*******')
  }
})
