import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import pg from 'pg'
import t from 'tap'
import { migrate } from '../../src/db/migrate.ts'
import { matchExactly } from '../support/match-exactly.ts'
import { ROOT } from '../support/root.ts'
import { buildTestApp, makeFolder, type TestApp } from '../support/test-app.ts'
import { sms } from './messages.ts'
import { findPostgres, startPostgres } from './postgres.ts'

const bin = findPostgres()
const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
const skip = bin === undefined && 'no PostgreSQL 15 or newer with pg_dump is installed below /usr/lib/postgresql'

t.test('the drill of docs/operations/backup.md', { skip }, async (t) => {
  const { urlOf } = await startPostgres(t, bin ?? '')
  await query(urlOf('postgres'), 'create database bellhook')
  const [DATABASE_URL, RESTORED_URL] = [urlOf('bellhook'), urlOf('restored')]
  const cwd = makeFolder(t)
  const run = (script: string) =>
    execFileSync('bash', ['-e', '-c', script], {
      cwd,
      env: { PATH: `${bin}:/usr/bin:/bin`, DATABASE_URL, RESTORED_URL }
    })
  const [backUp = '', restore = ''] = commands()

  await migrate(DATABASE_URL)
  const before = await buildTestApp(t, {}, { databaseUrl: DATABASE_URL })
  await post(before, 'one')
  await before.post('/webhooks/sms/status', 'MessageSid=SMout&AccountSid=AC0&MessageStatus=read', FORM)
  const early = await cursorOf(before, 'limit=1')
  const kept = await everything(before)
  run(backUp)
  await post(before, 'lost')
  const late = await cursorOf(before, 'limit=1000')
  await before.app.close()

  run(restore)
  // As a start does.
  await migrate(RESTORED_URL)
  const after = await buildTestApp(t, {}, { databaseUrl: RESTORED_URL })
  t.strictSame(await everything(after), kept, 'all is as it was')
  t.equal((await after.get('/api/messages/sms/SMout')).json().state.status, 'read')

  await post(after, 'one')
  t.equal((await after.deliveries()).at(-1)?.outcome, 'duplicate')
  t.equal((await after.events()).length, 2, 'what is sent again makes no second event')
  matchExactly(t, await after.events(`after=${late}`), [], 'a consumer that was ahead has nothing to see yet')
  await post(after, 'lost')
  await post(after, 'new')
  const news = [{ subject: 'message/SMlost' }, { subject: 'message/SMnew' }]
  t.match(await after.events(`after=${late}`), news, 'and then sees what is new, although it was ahead')
  matchExactly(t, await after.events(`after=${early}`), [{ subject: 'message/SMout' }, ...news], 'the feed goes on')
})

/** What the page tells to type: to back up, and to restore. */
function commands(): string[] {
  const page = readFileSync(resolve(ROOT, 'docs/operations/backup.md'), 'utf8')
  return [...page.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, script = '']) => script)
}

async function everything({ rows }: TestApp): Promise<unknown> {
  const tables = ['deliveries', 'events', 'entities'].map((name) => rows(`select * from ${name} order by 1`))
  return Promise.all(tables)
}

async function cursorOf(gateway: TestApp, request: string): Promise<string> {
  return (await gateway.get(`/api/events?${request}`)).json().cursor
}

async function post(gateway: TestApp, name: string): Promise<void> {
  const { url, body, headers } = sms(name)
  await gateway.post(url, body, headers)
}

async function query(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(sql)
  await client.end()
}
