import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { sql } from 'drizzle-orm'
import t from 'tap'
import { connect, type Queries } from '../../src/db/connect.ts'
import { createDatabase } from '../support/test-app.ts'

setFlagsFromString('--expose-gc')
const collect: () => void = runInNewContext('gc')

// What stays there is only freed by a full collection, and that one delays all that arrives meanwhile.
t.test('what was asked is not kept in the old space', async (t) => {
  const database = connect(await createDatabase(t), { warn: () => undefined })
  t.teardown(() => database.close())
  const ask = (session: Queries) => session.execute(sql`select repeat('x', 20000) as text`)
  const ways = {
    read: () => ask(database.query),
    written: () => database.write(ask, 2_000)
  }
  for (const [name, way] of Object.entries(ways)) {
    for (let warm = 0; warm < 200; warm++) await way()
    collect()
    const before = oldSpace()
    for (let turn = 0; turn < 1_500; turn++) await way()
    const kept = (oldSpace() - before) / 1_500
    t.ok(kept < 8_000, `${name}: ${Math.round(kept)} of 20,000 bytes of an answer stay`)
  }
})

function oldSpace(): number {
  return getHeapSpaceStatistics().find(({ space_name }) => space_name === 'old_space')?.space_used_size ?? Number.NaN
}
