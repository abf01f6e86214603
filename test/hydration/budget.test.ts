import { mock } from 'node:test'
import t from 'tap'
import { createBudget } from '../../src/hydration/budget.ts'

t.test('what a budget lets through in any window stays below the limit of the vendor', async (t) => {
  let now = 0
  const budget = createBudget({ buckets: [{ capacity: 50, perSecond: 4.5 }], isFull: true, now: () => now })
  let made = 0
  const times: number[] = []
  for (let at = 0; at < 1_000; at++)
    void budget.take(2).then(
      () => times.push(now),
      () => undefined
    )
  for (; now < 120_000; now += 100) {
    // A call that is made later wakes the budget.
    void budget.take(2).then(
      () => times.push(now),
      () => undefined
    )
    await Promise.resolve()
    made = times.length
  }
  t.ok(made > 400, 'it is used')
  for (const start of times) {
    const inWindow = times.filter((time) => time >= start && time < start + 30_000).length
    if (inWindow > 185) t.fail(`${inWindow} calls in 30 s`)
  }
  budget.close()
})

t.test('a pass over changes leaves a reserve for fresh events', async (t) => {
  const budget = createBudget({ buckets: [{ capacity: 10, perSecond: 0.001 }], isFull: true, now: () => 0 })
  const done: string[] = []
  const note = (name: string) => () => void done.push(name)
  for (let at = 0; at < 10; at++) void budget.take(4).then(note('pass'), () => undefined)
  await Promise.resolve()
  t.equal(done.length, 6)
  for (let at = 0; at < 4; at++) void budget.take(2).then(note('fresh'), () => undefined)
  await Promise.resolve()
  t.strictSame(done.slice(6), ['fresh', 'fresh', 'fresh', 'fresh'])
  budget.close()
})

t.test('a refusal stops calls for as long as the vendor says', async (t) => {
  let now = 0
  const budget = createBudget({ buckets: [{ capacity: 10, perSecond: 10 }], isFull: true, now: () => now })
  budget.slowDown(30)
  let made = 0
  for (now = 0; now < 29_900; now += 100) {
    void budget.take(2).then(
      () => made++,
      () => undefined
    )
    await Promise.resolve()
  }
  t.equal(made, 0)
  now = 31_000
  void budget.take(2).then(
    () => made++,
    () => undefined
  )
  await Promise.resolve()
  await Promise.resolve()
  t.ok(made > 0)
  budget.close()
})

t.test('10,000 reads of one credential: no call comes later than the budget makes it', async (t) => {
  mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 0 })
  t.teardown(() => mock.timers.reset())
  const bucket = { capacity: 50, perSecond: 40 }
  const budget = createBudget({ buckets: [bucket], isFull: true })
  const times: number[] = []
  const readers = Array.from({ length: 4 }, async () => {
    while (times.length < 10_000) {
      await budget.take(2)
      times.push(Date.now())
    }
  })
  while (times.length < 10_000 && Date.now() < 600_000) {
    mock.timers.tick(100)
    // Each reader goes on after its turn.
    for (let turn = 0; turn < bucket.capacity; turn++) await Promise.resolve()
  }
  const least = (index: number) => (Math.max(0, index + 1 - bucket.capacity) / bucket.perSecond) * 1_000
  const late = times.filter((at, index) => at > 1.2 * least(index) + 100)
  t.strictSame(late, [], 'none comes a fifth later than the least time')
  const early = times.filter((at, index) => at < least(index) - 1)
  t.strictSame(early, [], 'and none before it')
  budget.close()
  await Promise.allSettled(readers)
})
