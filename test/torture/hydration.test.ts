import t from 'tap'
import { killWhileHydrating } from '../../bench/torture/kill-while-hydrating.ts'
import { createDatabase } from '../support/test-app.ts'

// Of a gateway that is killed, another one takes over after the lease of ten seconds.
t.setTimeout(400_000)

const say = () => undefined

t.test('a gateway that is killed while it reads records loses and doubles none', async (t) => {
  const tally = await killWhileHydrating({ databaseUrl: await createDatabase(t), kills: 3, say })
  t.strictSame(tally, { changes: 20, lost: 0, doubled: 0, problems: [] })
})

t.test('a queue that is lost with its gateway loses records, and the test sees it', async (t) => {
  const databaseUrl = await createDatabase(t)
  const { lost } = await killWhileHydrating({ databaseUrl, kills: 1, forgets: true, say })
  t.ok(lost > 0, `${lost} lost`)
})
