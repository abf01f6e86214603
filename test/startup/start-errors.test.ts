import { writeFileSync } from 'node:fs'
import { mkdir, open, readFile, writeFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { migrate } from '../../src/db/migrate.ts'
import { startEmbedded } from '../../src/embedded/embedded.ts'
import { explain } from '../../src/startup/start-errors.ts'
import { hasText } from '../support/has-text.ts'
import { createDatabase, makeFolder } from '../support/test-app.ts'

t.test('advice about a file names it, and speaks of DATA_DIR only where it lies there', async (t) => {
  const dataDir = makeFolder(t)
  const file = join(dataDir, 'file')
  writeFileSync(file, '')
  const config = { dataDir, host: '127.0.0.1' }
  for (const [name, fails, says] of [
    ['a folder where a file belongs', () => writeFile(dataDir, ''), `${dataDir} is a folder, not a file.`],
    [
      'nothing there',
      () => readFile(join(dataDir, 'none')),
      `${dataDir}/none does not exist, or its folder does not exist.`
    ],
    ['below a file', () => mkdir(join(file, 'x'), { recursive: true }), `${file}/x is inside a file`],
    ['a file where a folder belongs', () => mkdir(file, { recursive: true }), `${file} exists already`]
  ] as const) {
    const error = await failure(fails())
    t.match(explain(error), says, name)
    t.notMatch(explain(error), /DATA_DIR|PORT|DATABASE_URL/, name)
    hasText(t, explain(error, config), 'Set DATA_DIR to a folder that this user can write to.', name)
    t.match(explain(new Error('The embedded PostgreSQL did not start: x', { cause: error }), config), says, name)
  }
  hasText(t, explain(await failure(startEmbedded(file, () => undefined)), { ...config, dataDir: file }), 'Set DATA_DIR')
  const elsewhere = await failure(readFile('/none/events.ndjson'))
  t.notMatch(explain(elsewhere, config), 'DATA_DIR')
})

t.test('a full disk and a filesystem that is only read are said as such', async (t) => {
  const full = await failure(
    open('/dev/full', 'w').then((handle) => handle.writeFile('x').finally(() => handle.close()))
  ).catch(() => undefined)
  if (full === undefined) t.comment('there is no /dev/full here')
  else t.equal(explain(full), 'The disk is full. Free some space. (ENOSPC)')
  const readOnly = Object.assign(new Error('x'), { code: 'EROFS', syscall: 'mkdir', path: '/ro/data' })
  t.match(
    explain(readOnly, { dataDir: '/ro/data', host: '' }),
    /^\/ro\/data is on a read-only file system\. Set DATA_DIR/
  )
})

t.test('advice about listening speaks of HOST and PORT', async (t) => {
  const taken = createServer()
  await listening(t, taken, { port: 0, host: '127.0.0.1' })
  const { port } = Object(taken.address())
  for (const [options, says] of [
    [{ port, host: '127.0.0.1' }, new RegExp(`^127\\.0\\.0\\.1:${port} is in use\\. Try PORT=${port + 1}\\. `)],
    [{ port: 0, host: '203.0.113.7' }, /HOST is not an address of this machine/],
    [{ port: 0, host: 'no-such-host.invalid' }, /^HOST=no-such-host\.invalid cannot be resolved/]
  ] as const) {
    const error = await failure(listening(t, createServer(), options))
    t.match(explain(error, { dataDir: '/d', host: options.host }), says)
  }
  const denied = Object.assign(new Error('x'), { code: 'EACCES', syscall: 'listen', address: '127.0.0.1', port: 80 })
  t.equal(explain(denied), 'Only root can listen on this port. Use a PORT above 1023. (EACCES)')
})

t.test('advice about the database fits, and quotes no password', async (t) => {
  const url = new URL(await createDatabase(t))
  const changed = (change: (url: URL) => void) => {
    const other = new URL(url)
    change(other)
    return other.href
  }
  const silent = createServer((socket) => socket.end())
  await listening(t, silent, { port: 0, host: '127.0.0.1' })
  for (const [address, says] of [
    [
      changed((it) => it.searchParams.set('sslmode', 'verify-full')),
      /does not support TLS\. Turn it on there, or set \?sslmode=disable/
    ],
    [changed((it) => it.searchParams.set('sslrootcert', '/none/ca.pem')), /^\/none\/ca\.pem does not exist/],
    [changed((it) => it.searchParams.set('options', '-c nonsense=on')), /options in DATABASE_URL contain a setting/],
    [
      changed((it) => it.searchParams.set('options', '-c default_transaction_read_only=on')),
      /is read-only, for example a standby/
    ],
    [changed((it) => (it.pathname = '/no_such_database')), /does not exist. Create it first/],
    [`postgres://u:hunter2@127.0.0.1:${Object(silent.address()).port}/x`, /that it is a PostgreSQL server/],
    ['postgres://u:hunter2@127.0.0.1:1/x', /^PostgreSQL at 127\.0\.0\.1:1 refuses connections\. /],
    [
      'postgres://u:hunter2@no-such-host.invalid/x',
      /^PostgreSQL at no-such-host\.invalid (does not exist|cannot be looked up)/
    ]
  ] as const) {
    const said = explain(await failure(migrate(address)), { dataDir: '/d', host: '127.0.0.1' })
    t.match(said, says)
    t.notMatch(said, /hunter2|^ +at /m)
  }
  const untrusted = Object.assign(new Error('self-signed certificate'), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' })
  t.match(explain(untrusted), /sslrootcert=.*sslmode=no-verify/)
  hasText(t, explain(new Error('The database is too old: 14.')), 'The database is too old: 14.')
})

async function failure(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => Promise.reject(new Error('it did not fail')),
    (error: unknown) => error
  )
}

function listening(t: Test, server: Server, options: { port: number; host: string }): Promise<void> {
  t.teardown(() => server.close())
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(options, resolve)
  })
}
