import { sql } from 'drizzle-orm'
import t, { type Test } from 'tap'
import { connect, type Session } from '../../src/db/connect.ts'
import { insertBatchAndCommit, insertBatchLocked } from '../../src/db/write.ts'
import { emptyDraftState } from '../../src/ledger/draft-state.ts'
import { createDatabase } from '../support/test-app.ts'

const NO_ROWS = { deliveries: [], events: [], entities: [] }

t.test('what reads has no transactions, because its statements run on several connections', async (t) => {
  const database = await open(t)
  t.notOk('transaction' in database.query && database.query.transaction)
  t.strictSame((await database.query.execute(sql`select 1 as one`)).rows, [{ one: 1 }])
})

t.test('a transaction of a writer runs on its one connection, and is rolled back whole', async (t) => {
  const database = await open(t)
  await database.pool.query('create table kept (n int)')
  const pids = await database.write(
    (session) =>
      session.transaction(async (inner) => {
        await inner.execute(sql`insert into kept values (1)`)
        const first = await inner.execute(sql`select pg_backend_pid() as pid`)
        const second = await inner.execute(sql`select pg_backend_pid() as pid`)
        return [first.rows[0]?.['pid'], second.rows[0]?.['pid']]
      }),
    5_000
  )
  t.equal(pids[0], pids[1])
  await database
    .write(
      (session) =>
        session.transaction(async (inner) => {
          await inner.execute(sql`insert into kept values (2)`)
          throw new Error('changed my mind')
        }),
      5_000
    )
    .catch(() => undefined)
  const { rows } = await database.pool.query('select n from kept order by n')
  t.strictSame(rows, [{ n: 1 }])
})

t.test('the lock, the rows and the commit leave in this order, before anything else has a chance to', async (t) => {
  const database = await open(t)
  const sent = await database.write(async (session) => {
    const order: string[] = []
    const done = insertBatchLocked(recording(session, order), NO_ROWS)
    // Not awaited: all three were sent by the call itself.
    const atOnce = [...order]
    await done
    return atOnce
  }, 5_000)
  t.strictSame(sent, ['begin', 'insert', 'commit'])
})

t.test('the last rows of a transaction and its commit leave in this order, too', async (t) => {
  const database = await open(t)
  const sent = await database.write(async (session) => {
    const order: string[] = []
    await session.execute(sql`begin`)
    const done = insertBatchAndCommit(recording(session, order), NO_ROWS)
    const atOnce = [...order]
    await done
    return atOnce
  }, 5_000)
  t.strictSame(sent, ['insert', 'commit'])
})

t.test('what is known belongs to one batch: nothing is shared with the next', async (t) => {
  const [one, other] = [emptyDraftState(), emptyDraftState()]
  one.eventKeys.add('key')
  t.equal(other.eventKeys.size, 0)
  t.not(one.entities, other.entities)
})

t.test('many statements may take longer together than one may', async (t) => {
  const database = await open(t)
  const slowly = async (session: Session) => {
    for (let n = 0; n < 6; n++) await session.execute(sql`select pg_sleep(0.3)`)
    return 'done'
  }
  t.equal(await database.write(slowly, { perStatement: 1_200 }), 'done')
  await t.rejects(database.write(slowly, 1_200), { code: 'ETIMEDOUT' })
})

async function open(t: Test) {
  const database = connect(await createDatabase(t), { warn: () => undefined })
  t.teardown(() => database.close())
  return database
}

/** The same session, whose statements are noted by their kind when they are sent. */
function recording(session: Session, order: string[]): Session {
  const { $client } = session
  const query = (...parameters: Parameters<typeof $client.query>) => {
    const [{ text }] = parameters as unknown as [{ text: string }]
    order.push(/^begin/.test(text) ? 'begin' : /^commit/.test(text) ? 'commit' : 'insert')
    return $client.query(...parameters)
  }
  return Object.create(session, { $client: { value: Object.create($client, { query: { value: query } }) } })
}
