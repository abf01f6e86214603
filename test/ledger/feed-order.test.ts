import { setTimeout as sleep } from 'node:timers/promises'
import t from 'tap'
import { v7 as uuidv7 } from 'uuid'
import { connect, type Database } from '../../src/db/connect.ts'
import { readEvents } from '../../src/db/read.ts'
import { insertEvents, type NewEvent } from '../../src/db/write.ts'
import type { Entry } from '../../src/ledger/entry.ts'
import { createLedger } from '../../src/ledger/ledger.ts'
import { createDatabase } from '../helper.ts'

const WRITERS = 8
const EACH = 30
const silent = { warn: () => undefined, error: () => undefined }

// Commits take a random time after the positions are given: the moment in which a reader could run past a row.
const SLOW_COMMITS = `
  create function slow_commit() returns trigger language plpgsql as
    $$ begin perform pg_sleep(random() * 0.02); return null; end $$;
  create constraint trigger slow_commit after insert on events deferrable initially deferred
    for each row execute function slow_commit();`

t.test('a reader that follows the cursor misses nothing of eight writers with slow commits', async (t) => {
  const { seen, stored } = await race(t, async (database, name) => {
    const ledger = createLedger(database, silent)
    for (let n = 0; n < EACH; n += 3) {
      await Promise.all([0, 1, 2].map((more) => ledger.record(entry(`${name}-${n + more}`))))
    }
  })
  t.equal(stored.length, WRITERS * EACH)
  t.strictSame(seen, stored, 'every event once, in the order of the feed')
})

t.test('the same writers without turns are caught, so this test can fail', async (t) => {
  const { seen, stored } = await race(t, async (database, name) => {
    for (let n = 0; n < EACH; n++) {
      await database.transaction((tx) => insertEvents(tx, [event(`${name}-${n}`)]))
    }
  })
  t.equal(stored.length, WRITERS * EACH)
  t.ok(seen.length < stored.length, `${stored.length - seen.length} of ${stored.length} were skipped`)
})

async function race(t: Tap, write: (database: Database, name: string) => Promise<void>) {
  const url = await createDatabase(t)
  const databases = Array.from({ length: WRITERS + 1 }, () => connect(url, silent))
  const [reader, ...writers] = databases
  if (reader === undefined) throw new Error('no reader')
  t.teardown(() => Promise.all(databases.map((database) => database.close())))
  await reader.pool.query(SLOW_COMMITS)

  let writing = true
  const done = Promise.all(writers.map((database, at) => write(database, `writer${at}`))).finally(() => {
    writing = false
  })
  const seen: string[] = []
  for (let after = 0, last = false; !last; ) {
    last = !writing
    const { rows, position } = await readEvents(reader.query, { after, limit: 7 }, {})
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

function entry(id: string): Entry {
  const { deliveryId, receivedAt, channel, source } = event(id)
  const delivery = { id: deliveryId, channel, source, endpoint: '/webhooks/test', contentType: null, receivedAt }
  return {
    delivery: { ...delivery, verified: true, masked: false, body: Buffer.from(id) },
    readings: [{ type: 'test.written', source, kind: 'test', id, key: [id], data: {} }]
  }
}

function event(id: string): NewEvent {
  const now = new Date().toISOString()
  return {
    id: uuidv7(),
    type: 'test.written',
    source: 'test',
    subject: `test/${id}`,
    time: now,
    channel: 'test',
    deliveryId: uuidv7(),
    receivedAt: now,
    timebasis: 'received',
    verified: true,
    hydrated: false,
    data: {}
  }
}
