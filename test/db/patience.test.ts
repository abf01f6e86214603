import { sql } from 'drizzle-orm'
import t from 'tap'
import { connect } from '../../src/db/connect.ts'
import { isUnavailable } from '../../src/db/errors.ts'
import { matchExactly } from '../support/match-exactly.ts'
import { createProxiedDatabase } from '../support/proxied-database.ts'

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
