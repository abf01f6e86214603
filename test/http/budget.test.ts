import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { createBudget, type Lease } from '../../src/http/budget.ts'

t.test(
  'shares are given in the order in which they were asked for, a large one before a later small one',
  async (t) => {
    const budget = createBudget(10)
    const first = await budget.take(6)
    const order: string[] = []
    const take = async (name: string, units: number): Promise<Lease> => {
      const lease = await budget.take(units)
      order.push(name)
      return lease
    }
    const large = take('large', 8)
    const small = take('small', 2)
    await sleep(1)
    t.strictSame([order, budget.isPressed()], [[], true])
    first.shrink(2)
    await large
    t.strictSame(order, ['large'], 'two and eight fit')
    first.release()
    await small
    t.strictSame([order, budget.isPressed()], [['large', 'small'], false])
  }
)

t.test('giving back twice gives back once', async (t) => {
  const budget = createBudget(10)
  const lease = await budget.take(10)
  lease.shrink(20)
  lease.release()
  lease.release()
  const all = await budget.take(10)
  const more = budget.take(1, { waitMs: 1 })
  await t.rejects(more, { code: 'OVERLOADED' })
  all.release()
})

t.test('more than the whole budget is the whole budget', async (t) => {
  const budget = createBudget(10)
  const all = await budget.take(1_000)
  const next = budget.take(1)
  t.ok(budget.isPressed())
  all.release()
  await next
})

t.test('who gives up keeps nobody waiting', async (t) => {
  const budget = createBudget(10)
  await budget.take(6)
  const gone = new AbortController()
  const large = budget.take(10, { signal: gone.signal })
  const small = budget.take(2)
  gone.abort()
  await t.rejects(large, { code: 'OVERLOADED' })
  await small
  const late = budget.take(10, { waitMs: 1 })
  const other = budget.take(2)
  await t.rejects(late, { code: 'OVERLOADED' })
  await other
  await t.rejects(budget.take(0, { signal: gone.signal }), { code: 'OVERLOADED' })
})

t.test('a budget that is switched off refuses nobody', async (t) => {
  const budget = createBudget(Number.POSITIVE_INFINITY)
  const leases = await Promise.all([1e12, Number.POSITIVE_INFINITY, 1].map((units) => budget.take(units)))
  for (const lease of leases) lease.release()
  t.equal(budget.isPressed(), false)
})
