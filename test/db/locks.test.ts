import t from 'tap'
import { connect } from '../../src/db/connect.ts'
import { LOCKS } from '../../src/db/locks.ts'
import { withRetentionLock } from '../../src/db/retention.ts'
import { withLock } from '../../src/db/with-lock.ts'
import { managing, WITH_ACCOUNTS } from '../support/test-accounts.ts'
import { buildTestApp, createDatabase } from '../support/test-app.ts'

t.test('no two locks have the same key', async (t) => {
  const keys = Object.values(LOCKS)
  t.equal(new Set(keys).size, keys.length)
})

t.test('the audit log is written while old rows are removed', async (t) => {
  const databaseUrl = await createDatabase(t)
  const gateway = await buildTestApp(t, WITH_ACCOUNTS, { databaseUrl })
  const database = connect(databaseUrl, { warn: (_fields, message) => t.comment(message) })
  t.teardown(() => database.close())
  const isHeld = await withRetentionLock(database, async () => {
    const hotel = { slug: 'sea', name: 'Hotel by the sea', timeZone: 'Europe/Berlin' }
    t.equal((await managing(gateway)('POST', '/api/hotels', hotel)).statusCode, 201)
  })
  t.ok(isHeld)
})

t.test('a lock is free when the work under it has ended', async (t) => {
  const databaseUrl = await createDatabase(t)
  const database = connect(databaseUrl, { warn: (_fields, message) => t.comment(message) })
  t.teardown(() => database.close())
  const other = await database.pool.connect()
  t.teardown(() => other.release(true))
  const answers: boolean[] = []
  for (let turn = 0; turn < 50; turn += 1) {
    await withLock(database, LOCKS.alarms, async () => undefined)
    const { rows } = await other.query('select pg_try_advisory_lock($1) as taken', [LOCKS.alarms])
    answers.push(rows[0].taken)
    await other.query('select pg_advisory_unlock_all()')
  }
  t.strictSame(answers, Array(50).fill(true))
})
