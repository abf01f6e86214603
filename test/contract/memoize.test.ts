import t from 'tap'
import { memoize } from '../../src/contract/memoize.ts'

t.test('finds once what is asked again', async (t) => {
  const asked: string[] = []
  const lengthOf = memoize((text) => {
    asked.push(text)
    return text === 'none' ? undefined : text.length
  }, 3)
  t.strictSame(['a', 'bb', 'none', 'a', 'none', 'bb'].map(lengthOf), [1, 2, undefined, 1, undefined, 2])
  t.strictSame(asked, ['a', 'bb', 'none'])

  t.equal(lengthOf('dddd'), 4)
  t.equal(lengthOf('a'), 1)
  t.strictSame(asked.slice(3), ['dddd', 'a'], 'too many: it begins anew')
})

t.test('a long text is not kept', async (t) => {
  let asked = 0
  const count = memoize(() => ++asked, 10)
  for (const text of ['x'.repeat(256), 'x'.repeat(257)]) {
    count(text)
    count(text)
  }
  t.equal(asked, 3)
})
