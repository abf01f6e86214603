import t from 'tap'
import { collect, countProblems, MOST_PROBLEMS, MOST_READINGS, type Unread } from '../../schemas/collect.ts'
import { isProblem, type Problem } from '../../schemas/reading.ts'

const REST = { path: '', problem: `has more than ${MOST_READINGS} items; the others are not read`, items: 1 }

t.test('the first problems are listed, the others counted and never described', async (t) => {
  let described = 0
  const unread = (at: number): Unread => ({
    describe() {
      described++
      return { path: `/${at}`, problem: 'is wrong' }
    }
  })
  const found = collect<{ id: number }>(
    Array.from({ length: 10_000 }, (_, at) => (at % 2 === 0 ? { id: at } : unread(at)))
  )
  const problems = found.filter(isProblem)
  t.equal(found.length - problems.length, 5000, 'every item that can be read is there')
  t.equal(described, MOST_PROBLEMS)
  t.strictSame(problems[0], { path: '/1', problem: 'is wrong' })
  t.equal(problems.length, MOST_PROBLEMS + 1)
  t.strictSame(problems.at(-1), {
    path: '',
    problem: `has ${5000 - MOST_PROBLEMS} more items that cannot be read`,
    items: 5000 - MOST_PROBLEMS
  })
  t.equal(countProblems(problems), 5000)
})

t.test('a delivery with too many readings is read no further', async (t) => {
  let read = 0
  function* endless(): Generator<{ id: number }> {
    for (;;) yield { id: read++ }
  }
  const found = collect(endless())
  t.equal(read, MOST_READINGS + 1)
  t.equal(found.length, MOST_READINGS + 1)
  t.strictSame(found.at(-1), REST)
})

t.test('collecting a collected list changes nothing', async (t) => {
  const readings = Array.from({ length: MOST_READINGS + 5 }, (_, at) => ({ id: at }))
  const problems = Array.from({ length: 100 }, (_, at): Problem => ({ path: `/${at}`, problem: 'is wrong' }))
  const found = collect<{ id: number } | Problem>([...problems, ...readings])
  t.equal(found.length, MOST_PROBLEMS + MOST_READINGS + 2)
  t.strictSame(collect(found), found)
  t.equal(countProblems(found.filter(isProblem)), 101)
})
