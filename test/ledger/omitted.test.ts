import t from 'tap'
import { mergeOmitted, omittedOf } from '../../src/ledger/omitted.ts'

t.test('only names of omitted parts are read from a state', async (t) => {
  const part = { path: '/a', bytes: 1 }
  t.strictSame(omittedOf({ omitted: [{ ...part, more: 1 }, { path: '/b' }, { bytes: 1 }, 'a', null] }), [part])
  for (const omitted of [undefined, null, 'text', { path: '/a', bytes: 1 }]) t.strictSame(omittedOf({ omitted }), [])
})

t.test('of two entries with one path, the later counts', async (t) => {
  const [a, b, later] = [
    { path: '/a', bytes: 1 },
    { path: '/b', bytes: 2 },
    { path: '/a', bytes: 3 }
  ]
  t.strictSame(mergeOmitted([a, b], [later]), [later, b])
})
