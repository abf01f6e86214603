import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import t, { type Test } from 'tap'
import type { InterpretedDelivery } from '../../src/contract/delivery.ts'
import type { Database } from '../../src/db/connect.ts'
import type { Ledger } from '../../src/ledger/ledger.ts'
import { openSpool } from '../../src/spool/spool.ts'
import { createDatabase, makeFolder } from '../support/test-app.ts'
import { entry, fact, openDatabase, openLedger, silent } from './fixture.ts'

t.test('a delivery that is always too slow is quarantined with its bytes, and the others go on', async (t) => {
  const { database, folder } = await setUp(t)
  await failOn(database, `channel = 'slow' and cardinality(event_ids) > 0`, 'query_canceled')
  const entries = [entry([fact('before')]), slow('slow'), entry([fact('behind')])]
  await spoolAll(t, folder, entries)
  const logged: string[] = []
  const { ledger } = await openLedger(t, database, { folder, log: logInto(logged) })
  await drained(ledger)
  t.strictSame(await outcomes(database), [
    { outcome: 'accepted', reason: null, events: 1 },
    { outcome: 'quarantined', reason: 'its events could not be written (57014)', events: 0 },
    { outcome: 'accepted', reason: null, events: 1 }
  ])
  const { rows } = await database.pool.query(`select body from deliveries where channel = 'slow'`)
  t.strictSame(rows[0].body, entries[1]?.delivery.body)
  t.ok(logged.includes('a delivery cannot be written: it is quarantined with its bytes'))
  t.strictSame(readdirSync(folder), [], 'nothing is left in the spool')
})

t.test('the same after restarts: no start has to count from the last one', async (t) => {
  const { database, folder } = await setUp(t)
  await failOn(database, `channel = 'slow' and cardinality(event_ids) > 0`, 'query_canceled')
  await spoolAll(t, folder, [slow('slow'), entry([fact('behind')])])
  const { ledger: first } = await openLedger(t, database, { folder })
  await first.close()
  const { ledger: second } = await openLedger(t, database, { folder })
  await drained(second)
  t.strictSame(
    (await outcomes(database)).map((row) => Object(row).outcome),
    ['quarantined', 'accepted']
  )
})

t.test('what cannot be stored at all is set aside, and what is behind it goes on', async (t) => {
  const { database, folder } = await setUp(t)
  await failOn(database, `channel = 'slow'`, 'query_canceled')
  await spoolAll(t, folder, [slow('slow'), entry([fact('behind')])])
  const { ledger } = await openLedger(t, database, { folder })
  await drained(ledger)
  t.strictSame(
    (await outcomes(database)).map((row) => Object(row).outcome),
    ['accepted']
  )
  t.equal(readdirSync(join(folder, 'damaged')).length, 1)
  t.equal(ledger.status().spool.damaged, 1)
})

t.test('a database that takes nothing never quarantines, however often it is tried', async (t) => {
  const { database, folder } = await setUp(t)
  await failOn(database, 'true', 'query_canceled')
  await spoolAll(t, folder, [entry([fact('a')]), entry([fact('b')])])
  let tries = 0
  const counted: Database = {
    ...database,
    write: (work, patience) => {
      tries++
      return database.write(work, patience)
    }
  }
  const { ledger } = await openLedger(t, counted, { folder })
  await until(() => tries > 12)
  t.ok(ledger.status().spooling)
  t.strictSame(await outcomes(database), [])

  await database.pool.query('drop trigger refuse on deliveries')
  await drained(ledger)
  t.strictSame(
    (await outcomes(database)).map((row) => Object(row).outcome),
    ['accepted', 'accepted'],
    'nothing was given up'
  )
})

t.test('connections that break are no reason to quarantine, as long as they do not always', async (t) => {
  const { database, folder } = await setUp(t)
  await spoolAll(t, folder, [entry([fact('a')])])
  let broken = 0
  const flapping: Database = {
    ...database,
    write: (work, patience) => {
      // Every other write is the probe, which is let through.
      if (broken < 5 && broken++ % 2 === 0) throw Object.assign(new Error('terminated'), { code: '57P01' })
      return database.write(work, patience)
    }
  }
  const { ledger } = await openLedger(t, flapping, { folder })
  await drained(ledger)
  t.strictSame(await outcomes(database), [{ outcome: 'accepted', reason: null, events: 1 }])
})

t.test('a delivery that waits for the commit lock is not to blame', async (t) => {
  const { database, folder } = await setUp(t)
  await spoolAll(t, folder, [entry([fact('a')])])
  let writes = 0
  const waiting: Database = {
    ...database,
    write: async (work, patience) => {
      // As if another gateway had held the lock all the time.
      if (++writes % 2 === 1 && writes < 12) throw Object.assign(new Error('too slow'), { code: 'ETIMEDOUT' })
      return database.write(work, patience)
    }
  }
  const { ledger } = await openLedger(t, waiting, { folder })
  await drained(ledger)
  t.strictSame(await outcomes(database), [{ outcome: 'accepted', reason: null, events: 1 }])
})

t.test('an exception of any kind in our own code is quarantined at once, alone, and without the spool', async (t) => {
  const { database, folder } = await setUp(t)
  const { ledger } = await openLedger(t, database, { folder })
  const broken = fact('broken')
  Object.defineProperty(broken, 'data', {
    get() {
      throw new Error('a defect')
    }
  })
  const recorded = await Promise.all([fact('a'), broken, fact('b')].map((one) => ledger.record(entry([one]))))
  t.strictSame(
    recorded.map(({ outcome, reason }) => ({ outcome, reason })),
    [
      { outcome: 'accepted', reason: null },
      { outcome: 'quarantined', reason: 'its events could not be written (Error)' },
      { outcome: 'accepted', reason: null }
    ]
  )
  t.notOk(ledger.status().spooling)
})

async function setUp(t: Test) {
  return { database: openDatabase(t, await createDatabase(t)), folder: makeFolder(t) }
}

/** Lets each insert of such a delivery fail as a timeout would: not because of what is in it. */
async function failOn({ pool }: Database, condition: string, code: string): Promise<void> {
  await pool.query(`create function refuse() returns trigger language plpgsql as $$
    begin
      if exists (select from written where ${condition}) then raise exception using errcode = '${code}'; end if;
      return null;
    end $$`)
  await pool.query(`create trigger refuse after insert on deliveries referencing new table as written
    for each statement execute function refuse()`)
}

function slow(id: string): InterpretedDelivery {
  const { delivery, readings } = entry([fact(id)], Buffer.from('the very bytes'))
  return { delivery: { ...delivery, channel: 'slow' }, readings }
}

async function spoolAll(t: Test, folder: string, entries: readonly InterpretedDelivery[]): Promise<void> {
  const spool = await openSpool({ folder, maxBytes: 1e9, log: silent })
  for (const one of entries) await spool.append(one.delivery)
  await spool.close()
  t.equal(readdirSync(folder).length, 1)
}

async function outcomes({ pool }: Database): Promise<{ outcome: string; reason: string | null; events: number }[]> {
  const { rows } = await pool.query(
    'select outcome, reason, cardinality(event_ids)::int as events from deliveries order by position'
  )
  return rows
}

function logInto(logged: string[]): typeof silent {
  const write = (_fields: object, message: string) => void logged.push(message)
  return { info: write, warn: write, error: write }
}

function drained(ledger: Ledger): Promise<void> {
  return until(() => !ledger.status().spooling)
}

/** Fails loudly when it does not come true. */
async function until(isTrue: () => boolean): Promise<void> {
  for (let tries = 0; tries < 2_400; tries++) {
    if (isTrue()) return
    await sleep(50)
  }
  throw new Error('it did not come true within two minutes')
}
