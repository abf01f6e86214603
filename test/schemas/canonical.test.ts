import fc from 'fast-check'
import t from 'tap'
import { canonical } from '../../schemas/canonical.ts'

// Keys of facts are digests of these texts, so a stored key is only found again while the text stays the same.
function reference(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) => {
    if (typeof item !== 'object' || item === null || Array.isArray(item)) return item
    return Object.fromEntries(Object.entries(item).sort(([one], [other]) => (one < other ? -1 : 1)))
  })
}

t.test('the text is the one that it has always been', async (t) => {
  const name = fc.oneof(
    fc.string(),
    fc.nat().map(String),
    fc.constantFrom('4294967294', '4294967295', '01', '10', '9', '-1')
  )
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: 'small', maxDepth: 4 },
      fc.oneof(fc.string(), fc.double({ noNaN: true }), fc.boolean(), fc.constant(null)),
      fc.array(tie('value'), { maxLength: 6 }),
      fc.dictionary(
        name,
        fc.oneof({ weight: 9, arbitrary: tie('value') }, { weight: 1, arbitrary: fc.constant(undefined) })
      )
    )
  }))
  fc.assert(
    fc.property(value, (any) => canonical(any) === reference(any)),
    { numRuns: 500 }
  )
  t.equal(canonical({ b: [{ d: undefined, c: 1 }, 2], 10: 'x', 9: null }), '{"9":null,"10":"x","b":[{"c":1},2]}')
})
