import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { startGateway, startReceiver } from '../support/destination-fixture.ts'
import { bellhook } from '../support/run-command-line.ts'
import { API_TOKEN, makeFolder } from '../support/test-app.ts'

t.test('bellhook destinations: set, test, break, read why, repair, replay', async (t) => {
  const gateway = await startGateway(t)
  const address = await gateway.app.listen({ port: 0, host: '127.0.0.1' })
  let status = 200
  const { guests, url } = await startReceiver(t, () => status)
  const file = join(makeFolder(t), 'butler.json')
  writeFileSync(file, JSON.stringify({ url, ladder: [0] }))
  const run = (...words: string[]) => bellhook(['destinations', ...words, '--url', address], { API_TOKEN })
  const json = async (...words: string[]) => {
    const { out } = await run(...words, '--json')
    return out
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line))
  }

  t.strictSame(await run('list'), { code: 0, out: 'There are no destinations.\n', err: '' })
  const made = await run('set', 'butler', '--file', file)
  t.equal(made.code, 0, made.err)
  t.match(
    made.out,
    /^butler {2}http.*active {2}0 events behind, 0 parked, 0 dead letters\n {2}signing secret, shown once: whsec_/
  )
  t.match((await run('test', 'butler')).out, /^OK: 200 after \d+ ms\n$/)

  status = 422
  const failed = await run('test', 'butler')
  t.strictSame([failed.code, failed.out], [1, 'Failed: 422 Unprocessable Entity\n'])
  await gateway.guest('G1')
  await gateway.waitFor('a dead letter', ({ deadLetters }) => deadLetters === 1)
  t.match((await run('attempts', 'butler')).out, /attempt 2 {2}\d+ ms {2}422 Unprocessable Entity\n/)
  t.match(
    (await run('dead-letters', 'butler')).out,
    /guest\.updated guest\/G1 {2}2 attempts {2}422 Unprocessable Entity\n$/
  )
  t.equal((await json('attempts', 'butler')).length, 2)

  status = 200
  t.strictSame(await json('replay', 'butler', '--dead-letters'), [{ events: 1 }])
  await gateway.settled()
  t.equal(guests().filter((guest) => guest === 'G1').length, 3)

  t.equal((await json('pause', 'butler'))[0].state, 'paused')
  const unsure = await run('resume', 'butler', '--from', 'now')
  t.strictSame([unsure.code, (await gateway.show()).state], [2, 'paused'], 'it asks first')
  t.equal((await json('resume', 'butler', '--from', 'now', '--yes'))[0].state, 'active')
  t.match((await json('rotate', 'butler', '--grace', '60'))[0].secret, /^whsec_/)
  t.strictSame(
    (await json('list')).map(({ name }) => name),
    ['butler']
  )
  t.equal((await json('show', 'butler'))[0].name, 'butler')
  t.equal((await run('delete', 'butler')).code, 2)
  t.strictSame(await json('delete', 'butler', '--yes'), [{ name: 'butler', removed: true }])
  t.equal((await run('show', 'butler')).code, 1)
  t.equal((await run('replay', 'butler')).code, 2)
})
