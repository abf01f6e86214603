import { sql } from 'drizzle-orm'
import t from 'tap'
import { connect } from '../../src/db/connect.ts'
import { isUnavailable } from '../../src/db/errors.ts'
import { beginLocked } from '../../src/db/write.ts'
import { matchExactly } from '../support/match-exactly.ts'
import { createProxiedDatabase } from '../support/proxied-database.ts'
import { createDatabase } from '../support/test-app.ts'

t.test('a reader that no server answers is told so, and its connection is not given to the next', async (t) => {
  const { proxy, databaseUrl } = await createProxiedDatabase(t)
  const database = connect(databaseUrl, { warn: () => undefined })
  t.teardown(() => database.close())
  const read = () => database.query.execute(sql`select 1 as one`)
  await read()
  proxy.set('swallow-requests')
  const began = Date.now()
  const error = await read().catch((error: unknown) => error)
  t.ok(isUnavailable(error))
  t.ok(Date.now() - began < 12_000)
  matchExactly(t, database.pools(), [
    { name: 'readers', total: 0 },
    { name: 'writers', total: 0 }
  ])

  proxy.set('forward')
  t.strictSame((await read()).rows, [{ one: 1 }])
})

t.test('a statement that takes too long does not keep the commit lock until PostgreSQL cancels it', async (t) => {
  const database = connect(await createDatabase(t), { warn: () => undefined })
  t.teardown(() => database.close())
  const stalled = database.write(async (session) => {
    await beginLocked(session)
    await session.$client.query({ text: 'select pg_sleep(60)' })
  }, 200)
  await t.rejects(stalled, { code: 'ETIMEDOUT' })
  // Half of statement_timeout.
  t.equal(await database.write((session) => beginLocked(session).then(() => 'locked'), 4_000), 'locked')
})
