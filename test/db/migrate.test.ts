import { readFile } from 'node:fs/promises'
import pg from 'pg'
import t from 'tap'
import { migrate } from '../../src/db/migrate.ts'
import { matchExactly } from '../support/match-exactly.ts'
import { buildTestApp, createDatabase, SECRETS } from '../support/test-app.ts'
import { until } from '../support/until.ts'

t.test('a migration that does not get its lock gives way, tries again, and is done in the end', async (t) => {
  const url = await createDatabase(t)
  const holder = new pg.Client({ connectionString: url })
  await holder.connect()
  t.teardown(() => holder.end())
  await holder.query('drop schema public cascade; create schema public; drop schema drizzle cascade')
  await holder.query('begin; create schema drizzle')

  const done = migrate(url)
  done.catch(() => undefined)
  const WAITING = `select 1 from pg_locks join pg_stat_activity using (pid) where not granted and datname = current_database()`
  const isWaiting = async () => (await holder.query(WAITING)).rowCount !== 0
  await until(isWaiting, 'the migration waits for the schema')
  await until(
    async () => !(await isWaiting()),
    'it stops to wait after two seconds, so that nobody has to wait behind it'
  )
  await holder.query('rollback')

  await done
  const { rows: applied } = await holder.query('select 1 from drizzle.__drizzle_migrations')
  t.ok(applied.length > 0)
  t.strictSame((await holder.query('select 1 from events, deliveries, entities')).rows, [])
})

t.test('tables from before 0003 that hold rows keep their types, and take and give the same', async (t) => {
  const databaseUrl = await createDatabase(t)
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  t.teardown(() => client.end())
  const types = async () => {
    const sql = `select table_name || '.' || column_name as name, data_type as type from information_schema.columns
      where table_schema = 'public' and data_type like 'json%'
        and table_name not in ('audit', 'held_events', 'consumers', 'consumer_shards') order by 1`
    return Object.fromEntries((await client.query(sql)).rows.map(({ name, type }) => [name, type]))
  }
  const before0003 = async () => {
    const columns = Object.keys(JSON_COLUMNS).map((name) => name.split('.'))
    for (const [table, column] of columns) await client.query(`alter table ${table} alter ${column} type jsonb`)
  }
  const migration = await readFile('migrations/0003_json.sql', 'utf8')

  await before0003()
  await client.query(migration)
  t.strictSame(await types(), JSON_COLUMNS, 'no rows yet')

  await before0003()
  const { post, events, rows } = await buildTestApp(t, SECRETS, { databaseUrl })
  const send = (stay: object) =>
    post('/webhooks/pms/reservations', JSON.stringify({ ...STAY, ...stay }), {
      'content-type': 'application/json',
      'x-webhook-secret': SECRETS.PMS_WEBHOOK_SECRET
    })
  t.equal((await send({ roomNumber: '12' })).statusCode, 200)
  await client.query(migration)
  t.strictSame([...new Set(Object.values(await types()))], ['jsonb'])

  t.equal((await send({ roomNumber: '14' })).statusCode, 200)
  matchExactly(t, await events(), [
    { type: 'reservation.created', data: { reservation: { roomNumber: '12' } } },
    {
      type: 'reservation.updated',
      data: { reservation: { roomNumber: '14' }, changes: [{ path: '/roomNumber', before: '12', after: '14' }] }
    }
  ])
  matchExactly(t, await rows("select state from entities where kind = 'reservation'"), [
    { state: { roomNumber: '14' } }
  ])
})

const JSON_COLUMNS = {
  'deliveries.problems': 'json',
  'entities.clock': 'json',
  'entities.state': 'json',
  'events.data': 'json'
}

const STAY = {
  externalId: 'R-77',
  source: 'opera',
  guest: { externalId: 'G-5', firstName: 'Ida', lastName: 'Åkesson' },
  arrivalDate: '2026-12-01',
  departureDate: '2026-12-03',
  status: 'confirmed'
}
