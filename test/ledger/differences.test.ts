import fc from 'fast-check'
import t from 'tap'
import type { Json, JsonObject } from '../../schemas/reading.ts'
import { differences, isSame } from '../../src/ledger/differences.ts'
import { changesOf } from '../../src/ledger/state.ts'
import { nested, wide } from './shapes.ts'

t.test('objects are compared field by field, lists as a whole, and what is missing is null', async (t) => {
  const before = { name: 'a', phone: { home: '1', work: '2' }, tags: [1, 2], gone: true, nothing: null }
  const after = { name: 'a', phone: { home: '1', work: '3' }, tags: [2, 1], 'a/b~c': 1 }
  t.strictSame(differences(before, after), [
    { path: '/phone/work', before: '2', after: '3' },
    { path: '/tags', before: [1, 2], after: [2, 1] },
    { path: '/gone', before: true, after: null },
    { path: '/a~1b~0c', before: null, after: 1 }
  ])
})

t.test('a value of another kind is another value', async (t) => {
  const pairs: readonly [Json, Json][] = [
    [1, { a: 1 }],
    [[1], { 0: 1 }],
    [[], {}],
    ['1', 1],
    [null, {}],
    [null, 0],
    [[1], [1, 2]],
    [[1, 2], [1]]
  ]
  for (const [one, other] of [...pairs, ...pairs.map(([one, other]) => [other, one] as const)]) {
    t.notOk(isSame(one, other), JSON.stringify([one, other]))
    t.strictSame(differences(one, other), [{ path: '', before: one, after: other }])
    t.strictSame(differences({ a: one }, { a: other }), [{ path: '/a', before: one, after: other }])
  }
  t.strictSame(differences({ a: [{ b: 1 }] }, { a: [{ b: 1 }] }), [])
})

t.test('differences and their paths are listed up to a bound', async (t) => {
  t.equal(differences({}, wide(1_000, 1))?.length, 1_000)
  t.equal(differences({}, wide(1_001, 1)), undefined)
  const name = 'n'.repeat(64 * 1024 - 1)
  t.strictSame(differences({ [name]: 1 }, {}), [{ path: `/${name}`, before: 1, after: null }])
  t.equal(differences({ [`${name}n`]: 1 }, {}), undefined)
})

t.test('each part is visited once, however deep it is', async (t) => {
  let visits = 0
  const counted = (value: Json): Json => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
    const inner = Object.fromEntries(
      Object.entries(value as JsonObject).map(([name, item]) => [name, counted(item ?? null)])
    )
    return new Proxy(inner, {
      ownKeys(target) {
        visits++
        return Reflect.ownKeys(target)
      }
    })
  }
  differences(counted(nested(10, 10, 0)), counted(nested(10, 10, 1)))
  const shallow = visits
  visits = 0
  differences(counted(nested(10, 40, 0)), counted(nested(10, 40, 1)))
  t.ok(visits <= shallow * 4, `${visits} visits for four times the depth of ${shallow}`)
})

t.test('more than a thousand differences are reported for each field of the entity', async (t) => {
  const [before, after] = [0, 1].map((value) => ({ notes: 'same', extra: wide(1_001, value) }))
  t.equal(differences(before ?? {}, after ?? {}), undefined)
  t.strictSame(changesOf(before, after ?? {}), [{ path: '/extra', before: wide(1_001, 0), after: wide(1_001, 1) }])
})

t.test('a thousand differences below a long name do not repeat it a thousand times', async (t) => {
  const name = 'n'.repeat(10_000)
  t.equal(differences({ [name]: wide(900, 0) }, { [name]: wide(900, 1) }), undefined)
})

t.test('there is a difference exactly where two values are not the same', async (t) => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
      const [left, right] = [one as Json, other as Json]
      t.ok(isSame(left, JSON.parse(JSON.stringify(left))))
      if (isSame(left, right)) t.strictSame(differences(left, right), [])
    }),
    { numRuns: 500 }
  )
})
