import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import t from 'tap'
import { migrate } from '../../src/db/migrate.ts'
import { createDatabase } from '../helper.ts'

t.test('a migration that does not get its lock gives way, tries again, and is done in the end', async (t) => {
  const url = await createDatabase(t)
  const holder = new pg.Client({ connectionString: url })
  await holder.connect()
  t.teardown(() => holder.end())
  await holder.query('drop schema public cascade; create schema public; drop schema drizzle cascade')
  await holder.query('begin; create schema drizzle')

  const began = performance.now()
  const done = migrate(url).then(() => performance.now() - began)
  done.catch(() => undefined)
  await sleep(2_500)
  const { rows } = await holder.query('select 1 from pg_locks where not granted')
  t.strictSame(rows, [], 'after two seconds nobody has to wait behind it')
  await holder.query('rollback')

  t.ok((await done) > 2_500)
  const { rows: applied } = await holder.query('select 1 from drizzle.__drizzle_migrations')
  t.ok(applied.length > 0)
  t.strictSame((await holder.query('select 1 from events, deliveries, entities')).rows, [])
})
