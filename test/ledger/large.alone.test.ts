import t, { type Test } from 'tap'
import type { JsonObject } from '../../schemas/reading.ts'
import { LIMITS } from '../../src/config/limits.ts'
import type { Database } from '../../src/db/connect.ts'
import { batchSize, isLarge } from '../../src/ledger/batch.ts'
import type { Ledger } from '../../src/ledger/ledger.ts'
import { createDatabase } from '../support/test-app.ts'
import { until } from '../support/until.ts'
import { entry, fact, openDatabase, openLedger } from './fixture.ts'
import { freshId, guest, many, message, status, wide } from './shapes.ts'

const limits = LIMITS.ledger

t.test('a batch is bounded by its deliveries, its readings and its bytes; what is larger goes alone', async (t) => {
  const small = entry([fact('a')])
  const wide = entry(many(limits.batchReadings + 1, (at) => fact(`${at}`)))
  const heavy = entry([fact('a')], Buffer.alloc(limits.batchBytes + 1))
  t.notOk(isLarge(small, limits))
  t.ok(isLarge(wide, limits) && isLarge(heavy, limits))
  t.equal(
    batchSize(
      many(600, () => fact('a')).map((one) => entry([one])),
      limits
    ),
    limits.batchDeliveries
  )
  t.equal(batchSize([small, small, wide, small], limits), 2)
  t.equal(batchSize([wide, small], limits), 1)
  t.equal(batchSize([heavy, small], limits), 1)
  const half = entry(many(600, (at) => fact(`${at}`)))
  t.equal(batchSize([half, half], limits), 1)
  t.equal(batchSize([], limits), 0)
})

t.test('a large delivery is one commit with all of its events in order', async (t) => {
  const { database, ledger } = await setUp(t)
  const id = freshId()
  const recorded = await ledger.record(entry(many(2_500, (at) => message(`${id}-${at}`))))
  t.equal(recorded.outcome, 'accepted')
  t.equal(recorded.events.length, 2_500)
  const { rows } = await database.pool.query(`
    select count(distinct e.xmin::text)::int as commits, array_agg(e.id::text order by e.position) as ids,
      array_agg(e.subject order by e.position) as subjects, d.event_ids::text[] as event_ids
    from events e join deliveries d on d.id = e.delivery_id group by d.event_ids`)
  t.equal(rows.length, 1)
  t.equal(rows[0].commits, 1)
  t.strictSame(rows[0].ids, [...recorded.events])
  t.strictSame(rows[0].event_ids, [...recorded.events])
  t.strictSame(
    rows[0].subjects,
    many(2_500, (at) => message(`${id}-${at}`)).map(({ id }) => `message/${id}`)
  )
})

t.test('repetitions far apart in a large delivery are one event, and a repeated one is a duplicate', async (t) => {
  const { ledger } = await setUp(t)
  const id = freshId()
  const readings = [...many(1_200, (at) => message(`${id}-${at}`)), ...many(1_200, (at) => message(`${id}-${at}`))]
  const first = await ledger.record(entry(readings))
  t.equal(first.events.length, 1_200)
  const again = await ledger.record(entry(readings))
  t.strictSame([again.outcome, again.events.length], ['duplicate', 0])
})

t.test('an entity that is in each slice of a large delivery has the state of all of them', async (t) => {
  const { database, ledger } = await setUp(t)
  const id = freshId()
  await ledger.record(entry(many(2_200, (at) => guest(id, { lastName: `name ${at}`, [`field${at % 7}`]: at }))))
  const { rows } = await database.pool.query('select state from entities where external_id = $1', [id])
  const last = (rest: number) => 2_199 - ((2_199 - rest) % 7)
  t.strictSame(rows[0].state, {
    externalId: id,
    lastName: 'name 2199',
    ...Object.fromEntries(many(7, () => fact('')).map((_, rest) => [`field${rest}`, last(rest)]))
  })
  const { rows: events } = await database.pool.query(
    `select data #>> '{guest,lastName}' as name from events order by position`
  )
  t.strictSame(
    events.map(({ name }) => name),
    many(2_200, (at) => fact(`${at}`)).map((_, at) => `name ${at}`)
  )
})

t.test(
  'thousands of statuses and participants end in one state within bounds, in whatever order they come',
  async (t) => {
    const { database, ledger } = await setUp(t)
    const words = many(1_500, (at) => status('w', `word${at}`))
    const people = many(1_500, (at) => status('w', at % 2 ? 'sent' : 'delivered', `p${String(at).padStart(5, '0')}`))
    const states: unknown[] = []
    for (const readings of [[...words, ...people], [...people, ...words].reverse()]) {
      await database.pool.query('truncate deliveries, events, entities')
      const recorded = await ledger.record(entry(readings))
      t.equal(recorded.events.length, 3_000, 'each of them is an event')
      const { rows } = await database.pool.query('select state, length(state::text) as size from entities')
      t.ok(rows[0].size <= limits.dataBytes, `${rows[0].size} bytes`)
      t.equal(rows[0].state.status, 'delivered')
      t.strictSame(rows[0].state.omitted, [
        { path: '/participants', bytes: 0 },
        { path: '/statuses', bytes: 0 }
      ])
      const { participants, statuses } = rows[0].state
      states.push([Object.keys(participants).sort(), Object.keys(statuses).sort()])
    }
    t.strictSame(states[0], states[1])
  }
)

t.test('a batch that meets more state than is read at once is written all the same', async (t) => {
  const { database, ledger } = await setUp(t)
  const ids = many(40, (at) => fact(`${at}`)).map(() => freshId())
  for (const id of ids) await ledger.record(entry([guest(id, { lastName: 'before', extra: wide(14_000, 'x') })]))
  const recorded = await Promise.all(ids.map((id) => ledger.record(entry([guest(id, { lastName: 'after' })]))))
  // A slow machine needs more than 1.5 seconds for it: then the spool has acknowledged some of them.
  t.ok(recorded.every(({ outcome }) => outcome === 'accepted' || outcome === 'spooled'))
  await drained(ledger)
  const { rows } = await database.pool.query(
    `select count(*)::int as n from entities where state ->> 'lastName' = 'after'`
  )
  t.equal(rows[0].n, 40)
})

t.test('events and states are in bounds, and name what was left out', async (t) => {
  const { database, ledger } = await setUp(t)
  const id = freshId()
  const large = 'x'.repeat(300_000)
  const one = guest(id, { lastName: 'Lindqvist', extra: { large, small: 1 } })
  t.equal((await ledger.record(entry([one], Buffer.from(large)))).events.length, 1)
  const [event] = await eventsOf(database)
  t.strictSame(event, {
    guest: {
      externalId: id,
      lastName: 'Lindqvist',
      extra: { small: 1 },
      omitted: [{ path: '/extra/large', bytes: 300_002 }]
    },
    omitted: [{ path: '/guest/extra/large', bytes: 300_002 }]
  })
  t.equal((await ledger.record(entry([one]))).outcome, 'duplicate', 'the same again is no news')

  await ledger.record(entry([guest(id, { lastName: 'Lindqvist', extra: { large: 'short' } })]))
  const { rows } = await database.pool.query('select state from entities')
  t.strictSame(
    rows[0].state,
    { externalId: id, lastName: 'Lindqvist', extra: { small: 1, large: 'short' } },
    'nothing is left out of it any more'
  )
})

t.test('a value that thousands of readings share does not make a delivery thousands of times larger', async (t) => {
  const { database, ledger } = await setUp(t)
  const name = 'n'.repeat(100_000)
  const id = freshId()
  const readings = many(2_000, (at) => {
    const one = message(`${id}-${at}`)
    return { ...one, data: { message: { ...(one.data['message'] as JsonObject), contactName: name } } }
  })
  const recorded = await ledger.record(entry(readings))
  t.equal(recorded.events.length, 2_000)
  const { rows } = await database.pool.query('select sum(length(data::text))::int as bytes from events')
  t.ok(rows[0].bytes < 2 * limits.deliveryDataBytes + 2_000 * limits.crowdedDataBytes, `${rows[0].bytes} bytes`)
})

t.test('names of more characters than a column should have make a problem of an item, and of it alone', async (t) => {
  const { ledger } = await setUp(t)
  const recorded = await ledger.record(entry([fact('x'.repeat(40_000)), fact('good')]))
  t.equal(recorded.outcome, 'quarantined')
  t.equal(recorded.events.length, 1)
  t.strictSame(recorded.problems, [
    { path: '', problem: 'an item has a type, an id, or a property of more than 32768 characters' }
  ])
})

t.test('of very many problems a thousand are stored, and the reason has their number', async (t) => {
  const { database, ledger } = await setUp(t)
  const recorded = await ledger.record(entry(many(60_000, (at) => ({ path: `/${at}`, problem: 'must be an object' }))))
  t.equal(recorded.outcome, 'quarantined')
  t.equal(recorded.reason, '60000 items could not be read, the first one: /0 must be an object')
  t.equal(recorded.problems.length, 1_001)
  t.strictSame(recorded.problems.at(-1), { path: '', problem: 'and 59000 more', items: 59_000 })
  const { rows } = await database.pool.query('select json_array_length(problems) as n from deliveries')
  t.equal(rows[0].n, 1_001)
})

t.test('ordinary deliveries do not wait for a large one: they are acknowledged before it', async (t) => {
  const { database, ledger } = await setUp(t)
  // Each statement of the large one takes a while, as it would with a slow disk.
  await database.pool.query(`create function wait() returns trigger language plpgsql as $$
    begin
      if (select count(*) from written) >= 100 then perform pg_sleep(0.7); end if;
      return null;
    end $$`)
  await database.pool.query(`create trigger wait after insert on events referencing new table as written
    for each statement execute function wait()`)
  const acknowledged: string[] = []
  const note = (name: string) => (recorded: { outcome: string }) => {
    acknowledged.push(name)
    return recorded.outcome
  }
  const large = ledger.record(entry(many(4_000, (at) => message(`large-${at}`)))).then(note('large'))
  const small = many(5, (at) => fact(`small-${at}`)).map((one) => ledger.record(entry([one])).then(note('small')))
  await Promise.all(small)
  t.strictSame(acknowledged, Array(5).fill('small'))
  t.equal(await large, 'accepted')
  await drained(ledger)
  const { rows } = await database.pool.query(`select count(*)::int as n from events`)
  t.equal(rows[0].n, 4_005)
})

async function setUp(t: Test) {
  const database = openDatabase(t, await createDatabase(t))
  return { database, ...(await openLedger(t, database)) }
}

/** Fails loudly when the spool stays in use. */
async function drained(ledger: Ledger): Promise<void> {
  await until(() => !ledger.status().spooling, 'the spool is drained')
}

async function eventsOf({ pool }: Database): Promise<unknown[]> {
  const { rows } = await pool.query('select data from events order by position')
  return rows.map(({ data }) => data)
}
