import t from 'tap'
import { withSettings } from '../../src/db/address.ts'
import { connect } from '../../src/db/connect.ts'
import { createDatabase } from '../support/test-app.ts'

t.test('options of the connection string do not switch off what an acknowledgement rests on', async (t) => {
  const url = new URL(await createDatabase(t))
  url.searchParams.set('options', '-c search_path=public,pg_temp -c synchronous_commit=off')
  const database = connect(url.href, { warn: () => undefined })
  t.teardown(() => database.close())
  const show = async (name: string) => (await database.pool.query(`show ${name}`)).rows[0][name]
  t.equal(await show('synchronous_commit'), 'on')
  t.equal(await show('search_path'), 'public,pg_temp')
})

t.test('a connection string keeps everything else', async (t) => {
  t.equal(
    withSettings('postgres://u:p%40@h:5432/db?sslmode=require', '-c a=b'),
    'postgres://u:p%40@h:5432/db?sslmode=require&options=-c+a%3Db'
  )
})
