import t from 'tap'
import type { Fact, State } from '../../schemas/reading.ts'
import type { Database } from '../../src/db/connect.ts'
import { matchExactly } from '../support/match-exactly.ts'
import { createDatabase } from '../support/test-app.ts'
import { until } from '../support/until.ts'
import { entry, fact, openDatabase, openLedger } from './fixture.ts'

t.test('deliveries that arrive together share commits, and each is answered for itself', async (t) => {
  const { database, ledger } = await setUp(t)
  const recorded = await Promise.all(Array.from({ length: 200 }, (_, n) => ledger.record(entry([fact(`m${n}`)]))))
  t.equal(new Set(recorded.flatMap(({ events }) => events)).size, 200)
  const { rows } = await database.pool.query(
    'select count(distinct xmin::text)::int as commits, count(*)::int as n from events'
  )
  t.equal(rows[0].n, 200)
  t.ok(rows[0].commits < 50, `${rows[0].commits} commits for 200 deliveries`)
})

t.test('64 copies at one instant become one event, and every copy is answered', async (t) => {
  const { database, ledger } = await setUp(t)
  const { ledger: other } = await openLedger(t, database)
  const copies = Array.from({ length: 64 }, (_, n) => (n % 2 ? ledger : other).record(entry([fact('same')])))
  const outcomes = (await Promise.all(copies)).map(({ outcome }) => outcome)
  t.equal(outcomes.filter((outcome) => outcome === 'accepted').length, 1)
  t.equal(outcomes.filter((outcome) => outcome === 'duplicate').length, 63)
  const { rows } = await database.pool.query(
    'select (select count(*) from events)::int as e, (select count(*) from deliveries)::int as d'
  )
  t.strictSame(rows[0], { e: 1, d: 64 })
})

t.test('a fact that is known by its content alone is news again on another day', async (t) => {
  const { ledger } = await setUp(t)
  const alert: Fact = { ...fact('alert'), keyLasts: 'day' }
  const on = (receivedAt: string, reading: Fact) => {
    const { delivery, readings } = entry([reading])
    return ledger.record({ delivery: { ...delivery, receivedAt }, readings })
  }
  const outcomes: string[] = []
  for (const day of ['2026-11-26T00:00:00.000Z', '2026-11-26T23:59:59.000Z', '2026-11-27T00:00:00.000Z']) {
    for (const reading of [alert, fact('message')]) outcomes.push((await on(day, reading)).outcome)
  }
  t.strictSame(outcomes, ['accepted', 'accepted', 'duplicate', 'duplicate', 'accepted', 'duplicate'])
})

t.test('a row the database cannot take is quarantined alone, with its bytes', async (t) => {
  const { database, ledger } = await setUp(t)
  const poison = { ...fact('poison'), time: '-4713-01-01T00:00:00Z not a time' }
  const entries = Array.from({ length: 21 }, (_, n) => entry([n === 10 ? poison : fact(`n${n}`)]))
  const recorded = await Promise.all(entries.map((one) => ledger.record(one)))
  t.equal(recorded.filter(({ outcome }) => outcome === 'accepted').length, 20)
  matchExactly(t, recorded[10], { outcome: 'quarantined', events: [] })
  const { rows } = await database.pool.query('select body, reason from deliveries where outcome = $1', ['quarantined'])
  t.equal(rows.length, 1)
  t.strictSame(rows[0].body, entries[10]?.delivery.body)
  t.equal(rows[0].reason, 'its events could not be written (22009)')
})

t.test('a value that our own code stumbles over is quarantined alone as well', async (t) => {
  const { database, ledger } = await setUp(t)
  const data = JSON.parse('{}', () => ({ id: 1n }))
  const entries = [entry([fact('one')]), entry([{ ...fact('poison'), data }]), entry([fact('two')])]
  const outcomes = (await Promise.all(entries.map((one) => ledger.record(one)))).map(({ outcome }) => outcome)
  t.strictSame(outcomes, ['accepted', 'quarantined', 'accepted'])
  t.notOk(ledger.status().spooling)
  t.equal((await database.pool.query('select * from deliveries')).rowCount, 3)
})

t.test('NUL and half surrogates are made storable in events and stay as they are in the bytes', async (t) => {
  const { database, ledger } = await setUp(t)
  const odd = 'a\0b\ud83d'
  const reading: Fact = { ...fact(odd), source: odd, property: odd, data: { message: { text: odd, [odd]: [odd] } } }
  const { outcome } = await ledger.record(entry([reading], Buffer.from([0, 0xff, 0xfe])))
  t.equal(outcome, 'accepted')
  const { rows } = await database.pool.query('select e.subject, e.data, d.body from events e, deliveries d')
  const clean = 'a\u2400b\ufffd'
  t.equal(rows[0].subject, `message/${clean}`)
  t.strictSame(rows[0].data, { message: { text: clean, [clean]: [clean] } })
  t.strictSame(rows[0].body, Buffer.from([0, 0xff, 0xfe]))
})

t.test('keys and subjects of any length fit', async (t) => {
  const { ledger } = await setUp(t)
  const long = 'x'.repeat(20_000)
  t.equal((await ledger.record(entry([fact(long)]))).outcome, 'accepted')
  t.equal((await ledger.record(entry([fact(long)]))).outcome, 'duplicate')
  t.equal((await ledger.record(entry([fact(`${long}y`)]))).outcome, 'accepted')
})

t.test('problems beside facts: the facts go through, the delivery is quarantined', async (t) => {
  const { ledger } = await setUp(t)
  const problem = { path: '/entry/0', problem: 'is not known' }
  const recorded = await ledger.record(entry([fact('good'), problem]))
  matchExactly(t, recorded, { outcome: 'quarantined', problems: [problem] })
  t.equal(recorded.events.length, 1)
})

t.test('connections that are terminated lose nothing that was acknowledged', async (t) => {
  const { database, ledger } = await setUp(t)
  await ledger.record(entry([fact('before')]))
  const during = Array.from({ length: 20 }, async (_, n) => {
    const done = ledger.record(entry([fact(`during${n}`)]))
    if (n === 5) await terminateOthers(database)
    return done
  })
  for (const { outcome } of await Promise.all(during)) t.ok(['accepted', 'spooled'].includes(outcome))
  // The second group in flight may fail a moment after the first one is drained.
  const isStored = async () => (await ledger.record(entry([fact('after')]))).outcome !== 'spooled'
  await until(isStored, 'the spool is drained')
  t.notOk(ledger.status().spooling)
  const { rows } = await database.pool.query('select subject, count(*)::int as n from events group by 1')
  t.equal(rows.length, 22)
  t.ok(rows.every(({ n }) => n === 1))
})

type Tap = Parameters<typeof createDatabase>[0]

async function setUp(t: Tap) {
  const database = openDatabase(t, await createDatabase(t))
  return { database, ...(await openLedger(t, database)) }
}

async function terminateOthers({ pool }: Database): Promise<void> {
  await pool.query(
    'select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and datname = current_database()'
  )
}

t.test('an older state changes nothing, and is no event', async (t) => {
  const { database, ledger } = await setUp(t)
  const room = (floor: string, time: string): State => ({
    ...{ source: 'test', kind: 'room', id: '501', time },
    data: { room: { externalId: '501', floor } }
  })
  const newer = await ledger.record(entry([room('5', '2026-11-24T12:00:00.000Z')]))
  const older = await ledger.record(entry([room('4', '2026-11-24T11:00:00.000Z')]))
  matchExactly(
    t,
    [newer, older],
    [
      { outcome: 'accepted', reason: null },
      { outcome: 'accepted', reason: 'it is older than the stored state, so nothing changed', events: [] }
    ]
  )
  const { rows } = await database.pool.query('select id from events')
  t.strictSame(
    rows.map(({ id }) => id),
    newer.events
  )
  const { rows: states } = await database.pool.query("select state ->> 'floor' as floor from entities")
  t.strictSame(states, [{ floor: '5' }])
})

t.test('each change of a thing starts from the one before, also where gateways race for it', async (t) => {
  const url = await createDatabase(t)
  const rivals = await Promise.all([0, 1, 2, 3].map(async () => (await openLedger(t, openDatabase(t, url))).ledger))
  const room = (floor: string): State => ({
    source: 'test',
    kind: 'room',
    id: '501',
    data: { room: { externalId: '501', floor } }
  })
  for (let round = 0; round < 12; round++) {
    const told = rivals.map((ledger, at) => ledger.record(entry([room(`${round}-${at}`), fact(`${round}-${at}`)])))
    const recorded = await Promise.all(told)
    t.ok(recorded.every(({ outcome, events }) => outcome === 'accepted' && events.length === 2))
  }
  const { rows } = await openDatabase(t, url).pool.query(
    "select data #> '{changes,0}' as change from events where subject = 'room/501' order by position"
  )
  const changes: { before: string; after: string }[] = rows.slice(1).map(({ change }) => change)
  t.equal(changes.length, 12 * 4 - 1)
  for (const [at, { before }] of changes.slice(1).entries()) t.equal(before, changes[at]?.after)
})
