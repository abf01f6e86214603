import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { kill } from 'node:process'
import t from 'tap'
import { ask, connect, makeDataDir, postmaster, start, startTime } from './fixture.ts'

t.test('starts a server that flushes to disk', async (t) => {
  const dataDir = await makeDataDir(t)
  const { url, directory } = await start(t, dataDir)
  t.match(url, /^postgres:\/\/bellhook:[0-9a-f]{48}@127\.0\.0\.1:\d+\/bellhook\?sslmode=disable$/)

  const settings = ['fsync', 'full_page_writes', 'synchronous_commit', 'listen_addresses', 'server_encoding']
  const values = settings.map((name) => `current_setting('${name}')`).join(` || ' ' || `)
  t.equal(await ask(url, `select ${values}`), 'on on on 127.0.0.1 UTF8')
  t.equal(await ask(url, `select count(*) from pg_hba_file_rules where auth_method <> 'scram-sha-256'`), '0')
  await t.rejects(ask(url.replace(/:[0-9a-f]{48}@/, ':wrong@'), 'select 1'), { code: '28P01' })
  t.match(await readFile(join(directory, 'postgres.log'), 'utf8'), /ready to accept connections/)
})

t.test('attaches to the server that runs already, also when two start at once', async (t) => {
  const dataDir = await makeDataDir(t)
  const together = await Promise.all([start(t, dataDir), start(t, dataDir)])
  const later = await start(t, dataDir)
  const times = await Promise.all([...together, later].map(({ url }) => startTime(url)))
  t.equal(new Set(times).size, 1)
})

t.test('recovers after kill -9 of the server', async (t) => {
  const dataDir = await makeDataDir(t)
  const first = await start(t, dataDir)
  await ask(first.url, 'create table kept as select 42 as answer')
  const before = await startTime(first.url)
  kill(await postmaster(first.directory), 'SIGKILL')

  const second = await start(t, dataDir)
  t.not(await startTime(second.url), before)
  t.equal(await ask(second.url, 'select answer from kept'), '42')
})

t.test('is not confused by the pid of a stranger in the pid file', async (t) => {
  const dataDir = await makeDataDir(t)
  const first = await start(t, dataDir)
  const pidFile = join(first.directory, 'data', 'postmaster.pid')
  const content = await readFile(pidFile, 'utf8')
  await first.stop()
  await writeFile(pidFile, content.replace(/^\d+/, String(process.ppid)))

  const second = await start(t, dataDir)
  t.equal(await ask(second.url, 'select 1'), '1')
})

t.test('is not confused by what a killed first start left behind', async (t) => {
  const dataDir = await makeDataDir(t)
  await mkdir(join(dataDir, 'postgres.new-killed', 'data', 'base'), { recursive: true })
  await writeFile(join(dataDir, 'postgres.new-killed', 'data', 'PG_VERSION'), '18\n')
  const { url } = await start(t, dataDir)
  t.equal(await ask(url, 'select 1'), '1')
  t.strictSame(await readdir(dataDir), ['postgres'])
})

t.test('stops the server only when no other gateway uses it', async (t) => {
  const dataDir = await makeDataDir(t)
  const first = await start(t, dataDir)
  const other = await connect(first.url)
  await first.stop()
  t.equal((await other.query('select 1')).rowCount, 1, 'a connected client keeps it running')
  await other.end()

  const [second, third] = [await start(t, dataDir), await start(t, dataDir)]
  await second.stop()
  t.equal(await ask(third.url, 'select 1'), '1', 'a gateway without a connection of its own keeps it running')
  await Promise.all([third.stop(), third.stop()])
  await t.rejects(ask(third.url, 'select 1'), { code: 'ECONNREFUSED' })
})

t.test('says what to do when it cannot start', async (t) => {
  const dataDir = await makeDataDir(t)
  const { directory, stop } = await start(t, dataDir)
  await stop()
  await rm(join(directory, 'data', 'global', 'pg_control'))
  await t.rejects(start(t, dataDir), { message: /pg_control[\s\S]*set DATABASE_URL/ })
})
