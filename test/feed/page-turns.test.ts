import t from 'tap'
import { createPageTurns } from '../../src/feed/page-turns.ts'

t.test('so many pages are built at a time, in order, with turns of the event loop between them', async (t) => {
  const inTurn = createPageTurns(2)
  const began: number[] = []
  const finish: (() => void)[] = []
  const pages = [0, 1, 2, 3].map((page) =>
    inTurn(async () => {
      began.push(page)
      await new Promise<void>((resolve) => finish.push(resolve))
      return page
    })
  )
  await laterTurns()
  t.strictSame(began, [0, 1])
  finish[1]?.()
  t.strictSame(began, [0, 1], 'the next page waits for other work')
  t.equal(await pages[1], 1)
  await laterTurns()
  t.strictSame(began, [0, 1, 2])
  finish[0]?.()
  finish[2]?.()
  await laterTurns()
  finish[3]?.()
  t.strictSame(await Promise.all(pages), [0, 1, 2, 3])
})

t.test('a page that fails gives its turn back', async (t) => {
  const inTurn = createPageTurns(1)
  await t.rejects(
    inTurn(() => Promise.reject(new Error('failed'))),
    { message: 'failed' }
  )
  t.equal(await inTurn(async () => 'next'), 'next')
})

/** More turns of the event loop than a page leaves to other work. */
async function laterTurns(): Promise<void> {
  for (let n = 0; n < 20; n++) await new Promise(setImmediate)
}
