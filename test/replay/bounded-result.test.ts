import t from 'tap'
import type { ReplayChange, Replayed } from '../../schemas/replay.ts'
import { boundedResult } from '../../src/replay/bounded-result.ts'

const BOUNDS = { problems: 2, problemChars: 10, replayBytes: 10_000 }

t.test('a small result stays as it is', async (t) => {
  const result = resultWith([change('new', 1), change('unchanged', 2), change('vanished', 3)])
  t.strictSame(boundedResult(result, BOUNDS), result)
})

t.test('the first changes are listed, and the others counted by kind', async (t) => {
  const kinds = ['new', 'corrected', 'unchanged', 'vanished'] as const
  const changes = Array.from({ length: 60_000 }, (_, n) => change(kinds[n % 4] ?? 'new', n))
  const bounded = boundedResult(resultWith(changes), BOUNDS)
  t.ok(JSON.stringify(bounded).length < 15_000)
  t.ok(bounded.changes.length > 10)
  t.strictSame(bounded.changes, changes.slice(0, bounded.changes.length))
  for (const kind of kinds) {
    const listed = bounded.changes.filter((one) => one.kind === kind).length
    t.equal(listed + (bounded.omittedChanges?.[kind] ?? 0), 15_000, kind)
  }
})

t.test('a difference that is too large is left out, and those after it are not', async (t) => {
  const differences = [
    { path: '/a', before: null, after: 'x'.repeat(20_000) },
    { path: '/b', before: 1, after: 2 }
  ]
  const bounded = boundedResult(resultWith([{ ...change('corrected', 1), differences }, change('new', 2)]), BOUNDS)
  t.strictSame(bounded.changes[0], {
    ...change('corrected', 1),
    differences: [{ path: '/b', before: 1, after: 2 }],
    omittedDifferences: 1
  })
  t.equal(bounded.changes.length, 2)
  t.notOk('omittedChanges' in bounded)
})

t.test('problems and reasons are cut', async (t) => {
  const problems = Array.from({ length: 5 }, () => ({ path: 'p'.repeat(20), problem: 'q'.repeat(20) }))
  const outcome = { outcome: 'quarantined' as const, reason: 'r'.repeat(20), problems }
  const bounded = boundedResult({ ...resultWith([]), before: outcome, after: outcome }, BOUNDS)
  const cut = { path: 'p'.repeat(10), problem: 'q'.repeat(10) }
  const expected = { outcome: 'quarantined', reason: 'r'.repeat(10), problems: [cut, cut], omittedProblems: 3 }
  t.strictSame([bounded.before, bounded.after], [expected, expected])
})

function resultWith(changes: ReplayChange[]): Replayed {
  const outcome = { outcome: 'accepted' as const, reason: null, problems: [] }
  return { delivery: 'd', before: outcome, after: outcome, changes, news: true, written: false }
}

function change(kind: ReplayChange['kind'], n: number): ReplayChange {
  const event = { type: 'guest.updated', source: 'acme', subject: `guest/${n}`, time: '2026-03-01T00:00:00.000Z' }
  return { kind, event, differences: [{ path: '/data/n', before: null, after: n }] }
}
