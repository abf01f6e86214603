import t from 'tap'
import { shareWork } from '../../../src/observability/metrics/shared-work.ts'

t.test('calls share a run that begins after them', async (t) => {
  const finish: ((result: string) => void)[] = []
  const ask = shareWork(() => new Promise<string>((resolve) => finish.push(resolve)))
  const first = [ask(), ask()]
  await turns()
  const second = [ask(), ask(), ask()]
  await turns()
  t.equal(finish.length, 1, 'one run at a time')
  finish[0]?.('one')
  t.strictSame(await Promise.all(first), ['one', 'one'])
  await until(() => finish.length === 2)
  finish[1]?.('two')
  t.strictSame(await Promise.all(second), ['two', 'two', 'two'])
  t.equal(finish.length, 2)
})

t.test('a run that fails does not affect the next one', async (t) => {
  let runs = 0
  const ask = shareWork(async () => {
    if (++runs === 1) throw new Error('failed')
    return runs
  })
  await t.rejects(ask(), { message: 'failed' })
  t.equal(await ask(), 2)
})

t.test('calls that never end leave nine tenths of the time to others', async (t) => {
  const rests: number[] = []
  let ended = Number.NaN
  const ask = shareWork(async () => {
    rests.push(performance.now() - ended)
    await new Promise((resolve) => setTimeout(resolve, 20))
    ended = performance.now()
  })
  for (let calls = 0; calls < 4; calls++) await ask()
  // Timers of Node can be a millisecond early.
  t.strictSame(
    rests.slice(1).map((rest) => rest >= 170),
    [true, true, true]
  )
})

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 10))
}

async function turns(): Promise<void> {
  for (let n = 0; n < 3; n++) await new Promise(setImmediate)
}
