import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { newId } from '../../src/contract/new-id.ts'
import type { Database } from '../../src/db/connect.ts'
import { readEvents } from '../../src/db/events.ts'
import { events } from '../../src/db/tables.ts'
import { createDatabase } from '../support/test-app.ts'
import { entry, fact, openDatabase, openLedger } from './fixture.ts'

const WRITERS = 8
const EACH = 30

// Commits take a random time after the positions are given: the moment in which a reader could run past a row.
const SLOW_COMMITS = `
  create function slow_commit() returns trigger language plpgsql as
    $$ begin perform pg_sleep(random() * 0.02); return null; end $$;
  create constraint trigger slow_commit after insert on events deferrable initially deferred
    for each row execute function slow_commit();`

t.test('a reader that follows the cursor misses nothing of eight writers with slow commits', async (t) => {
  const { seen, stored } = await race(t, async (database, name) => {
    const { ledger } = await openLedger(t, database)
    for (let n = 0; n < EACH; n += 3) {
      await Promise.all([0, 1, 2].map((more) => ledger.record(entry([fact(`${name}-${n + more}`)]))))
    }
  })
  t.equal(stored.length, WRITERS * EACH)
  t.strictSame(seen, stored, 'every event once, in the order of the feed')
})

t.test('the same writers without turns are caught, so this test can fail', async (t) => {
  const { seen, stored } = await race(t, async (database, name) => {
    for (let n = 0; n < EACH; n++) {
      await database.query.insert(events).values(event(`${name}-${n}`))
    }
  })
  t.equal(stored.length, WRITERS * EACH)
  t.ok(seen.length < stored.length, `${stored.length - seen.length} of ${stored.length} were skipped`)
})

async function race(t: Tap, write: (database: Database, name: string) => Promise<void>) {
  const url = await createDatabase(t)
  const databases = Array.from({ length: WRITERS + 1 }, () => openDatabase(t, url))
  const [reader, ...writers] = databases
  if (reader === undefined) throw new Error('no reader')
  await reader.pool.query(SLOW_COMMITS)

  let writing = true
  const done = Promise.all(writers.map((database, at) => write(database, `writer${at}`))).finally(() => {
    writing = false
  })
  const seen: string[] = []
  for (let after = 0, last = false; !last; ) {
    last = !writing
    const { rows, position } = await readEvents(reader.query, { after, limit: 7, bytes: 1e6 }, {})
    seen.push(...rows.map(({ id }) => id))
    if (rows.length > 0) last = false
    after = position
    await sleep(1)
  }
  await done
  const { rows } = await reader.pool.query('select id from events order by position')
  return { seen, stored: rows.map(({ id }) => String(id)) }
}

type Tap = Parameters<typeof createDatabase>[0]

function event(id: string): typeof events.$inferInsert {
  const now = new Date().toISOString()
  return {
    id: newId(),
    type: 'test.written',
    source: 'test',
    subject: `test/${id}`,
    time: now,
    channel: 'test',
    deliveryId: newId(),
    receivedAt: now,
    timebasis: 'received',
    verified: true,
    hydrated: false,
    data: {}
  }
}
