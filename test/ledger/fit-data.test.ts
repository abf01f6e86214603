import fc from 'fast-check'
import t from 'tap'
import type { Json, JsonObject } from '../../schemas/reading.ts'
import { LIMITS } from '../../src/config/limits.ts'
import { fitCrowdedData, fitData } from '../../src/ledger/fit-data.ts'
import { runNow } from '../../src/ledger/pacer.ts'
import { message, nested, wide } from './shapes.ts'

const MOST = LIMITS.ledger.dataBytes
const SMALL = 8 * 1024

function bytesOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value))
}

function fit(data: JsonObject, most = MOST, field?: string) {
  return runNow(fitData(data, most, field))
}

t.test('what fits stays as it is, and is the same object', async (t) => {
  const data = message('m').data
  t.equal(fit(data).data, data)
  t.strictSame(fit(data).omitted, [])
})

t.test('the largest unknown field is left out, and named; all others stay', async (t) => {
  const large = 'x'.repeat(300_000)
  const { data, omitted } = fit({ guest: { externalId: 'g', notes: 'quiet', extra: { large, small: 1 } } })
  t.strictSame(data, { guest: { externalId: 'g', notes: 'quiet', extra: { small: 1 } } })
  t.strictSame(omitted, [{ path: '/guest/extra/large', bytes: bytesOf(large) }])
})

t.test('many small unknown fields are left out together', async (t) => {
  const extra = wide(40_000, 'x')
  const { data, omitted } = fit({ guest: { externalId: 'g', extra }, vendor: { event: 'changed' } })
  t.strictSame(data, { guest: { externalId: 'g' }, vendor: { event: 'changed' } })
  t.strictSame(omitted, [{ path: '/guest/extra', bytes: bytesOf(extra) }])
})

t.test('a described text keeps its beginning, and a described list its type', async (t) => {
  const text = 'ä'.repeat(200_000)
  const { data, omitted } = fit(message('m', text).data)
  t.equal((data['message'] as JsonObject)['text'], 'ä'.repeat(4_096))
  t.strictSame(omitted, [{ path: '/message/text', bytes: bytesOf(text) }])

  const contacts = Array.from({ length: 20_000 }, (_, at) => ({ name: `guest ${at}` }))
  const cards = fit({ message: { externalId: 'm', text: null, contacts } })
  t.strictSame(cards.data, { message: { externalId: 'm', text: null, contacts: [] } })
  t.strictSame(cards.omitted, [{ path: '/message/contacts', bytes: bytesOf(contacts) }])
})

t.test('names with slashes and tildes are JSON pointers, and long ones are cut', async (t) => {
  const large = 'x'.repeat(300_000)
  t.strictSame(fit({ vendor: { 'a/b~c': large } }).omitted, [{ path: '/vendor/a~1b~0c', bytes: bytesOf(large) }])
  const [{ path } = { path: '' }] = fit({ vendor: { ['n'.repeat(5_000)]: large } }).omitted
  t.equal(path.length, 200)
  t.ok(path.endsWith('…'))
})

t.test('the state of an entity is never left out of its own event', async (t) => {
  const { data } = fit({ ...wide(50_000, 'x'), guest: { externalId: 'g', lastName: 'Lindqvist' } }, MOST, 'guest')
  t.strictSame(data['guest'], { externalId: 'g', lastName: 'Lindqvist' })
})

const SHAPES: Readonly<Record<string, JsonObject>> = {
  'one text': { message: { text: 'x'.repeat(4e6) } },
  'a text of control characters': { message: { text: '\u0001'.repeat(1e6) } },
  'half a surrogate pair at the cut': { message: { text: '😀'.repeat(1e6) } },
  'many fields at the top': wide(200_000, 'x'),
  'many fields in an entity': { guest: wide(200_000, 'x') },
  'many long texts': { guest: wide(60, 'ä'.repeat(4_000)) },
  'many long names': Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`${at}`.repeat(5_000), at])),
  'deep nesting': { guest: nested(50_000, 60, 'x') },
  'a list of lists': { vendor: { list: Array.from({ length: 1_000 }, () => Array<number>(1_000).fill(1)) } },
  'the same in several places': {
    a: wide(900, 'x'.repeat(100)),
    b: wide(900, 'x'.repeat(100)),
    c: { d: 'x'.repeat(4e6) }
  }
}

for (const [name, data] of Object.entries(SHAPES)) {
  t.test(`whatever it is made of, it fits with its list: ${name}`, async (t) => {
    for (const most of [MOST, SMALL]) {
      const fitted = fit(data, most)
      t.ok(bytesOf({ ...fitted.data, omitted: fitted.omitted }) <= most, `${most} bytes`)
      t.ok(fitted.omitted.length > 0 && fitted.omitted.length <= 17)
      t.strictSame(fit(data, most), fitted, 'and it is the same each time')
    }
    const crowded = fitCrowdedData(data, SMALL)
    t.ok(bytesOf({ ...crowded.data, omitted: crowded.omitted }) <= SMALL, 'in a crowd too')
  })
}

t.test('the same of any JSON', async (t) => {
  const parts: fc.Arbitrary<Json> = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'medium' },
      fc.string({ unit: 'binary', maxLength: 400 }),
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.constant(null),
      fc.array(tie('value'), { maxLength: 8 }),
      fc.dictionary(fc.oneof(fc.string({ maxLength: 60 }), fc.constantFrom('extra', 'vendor', 'notes')), tie('value'), {
        maxKeys: 8
      })
    )
  })).value as fc.Arbitrary<Json>
  fc.assert(
    fc.property(fc.dictionary(fc.string({ maxLength: 20 }), parts, { maxKeys: 12 }), (data) => {
      const before = JSON.stringify(data)
      for (const fitted of [fit(data, 1_024), fitCrowdedData(data, 1_024)]) {
        const whole = fitted.omitted.length === 0 ? fitted.data : { ...fitted.data, omitted: fitted.omitted }
        t.ok(bytesOf(whole) <= 1_024)
      }
      t.equal(JSON.stringify(data), before, 'what is given stays as it is')
    }),
    { numRuns: 500 }
  )
})
