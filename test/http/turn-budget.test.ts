import { setImmediate as nextTurn } from 'node:timers/promises'
import t from 'tap'
import { createTurnBudget } from '../../src/http/turn-budget.ts'

t.test('work beyond the budget of a turn is done in the next turns, in order', async (t) => {
  const budget = createTurnBudget(10)
  const done: number[][] = []
  let turn: number[] = []
  for (const units of [4, 5, 6, 1, 20, 2, 3]) {
    const wait = budget.take(units)
    if (wait === undefined) turn.push(units)
    else void wait.then(() => turn.push(units))
  }
  for (let turns = 0; turns < 4; turns++) {
    done.push(turn)
    turn = []
    await nextTurn()
  }
  t.strictSame(done, [[4, 5, 6], [1, 20], [2, 3], []])
  t.equal(budget.take(10), undefined, 'the next turn has all of it')
})

t.test('what comes later waits behind what waits already', async (t) => {
  const budget = createTurnBudget(1)
  const order: string[] = []
  for (const name of ['first', 'second', 'third']) void budget.take(1)?.then(() => order.push(name))
  await nextTurn()
  void budget.take(1)?.then(() => order.push('late'))
  for (let turns = 0; turns < 4; turns++) await nextTurn()
  t.strictSame(order, ['second', 'third', 'late'])
})

t.test('what is forgotten takes no turn', async (t) => {
  const budget = createTurnBudget(1)
  const order: string[] = []
  const [, second, third] = ['first', 'second', 'third'].map((name) => {
    const turn = budget.take(1)
    void turn?.then(() => order.push(name))
    return turn
  })
  if (second !== undefined) budget.forget(second)
  await nextTurn()
  await third
  t.strictSame(order, ['third'])
  await nextTurn()
  t.equal(budget.take(1), undefined, 'nothing waits any more')
})

t.test('without a bound nothing waits', async (t) => {
  const budget = createTurnBudget(Number.POSITIVE_INFINITY)
  for (let n = 0; n < 100; n++) t.equal(budget.take(1e9), undefined)
})
