import t from 'tap'
import type { Problem } from '../../schemas/reading.ts'
import { problemsOf } from '../../src/ledger/problems.ts'
import { fact } from './fixture.ts'

t.test('problems are counted by their items, and the first ones are listed', async (t) => {
  const first: Problem = { path: '/a', problem: 'is odd', cause: 'foreign' }
  const all = [fact('m'), first, { path: '/b', problem: 'are odd', items: 3 }, { path: '/c', problem: 'is odd' }]
  const listed = [
    { path: '/a', problem: 'is odd' },
    { path: '/b', problem: 'are odd', items: 3 }
  ]
  const { count, first: found, shown } = problemsOf(all, 2)
  t.equal(count, 5)
  t.equal(found, first)
  t.strictSame(shown, [...listed, { path: '', problem: 'and 1 more', items: 1 }])
  t.strictSame(problemsOf(all, 3).shown, [...listed, { path: '/c', problem: 'is odd' }])
  t.strictSame(problemsOf(all, 0).shown, [{ path: '', problem: 'and 5 more', items: 5 }])
  t.strictSame(problemsOf([fact('m')], 2), { count: 0, first: undefined, shown: [] })
})

t.test('long texts of a problem are cut', async (t) => {
  const shown = (text: string) => problemsOf([{ path: text, problem: text }], 1).shown
  const same = (text: string) => [{ path: text, problem: text }]
  t.strictSame(shown('x'.repeat(500)), same('x'.repeat(500)))
  t.strictSame(shown('x'.repeat(501)), same(`${'x'.repeat(499)}…`))
  t.strictSame(shown(`${'x'.repeat(498)}😀y`), same(`${'x'.repeat(498)}\ufffd…`))
})
