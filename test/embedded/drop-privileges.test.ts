import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { execPath } from 'node:process'
import t, { type Test } from 'tap'
import { freePort } from '../../bench/free-port.ts'
import { ROOT } from '../support/root.ts'
import { createDatabase } from '../support/test-app.ts'
import { copyDataDir, makeDataDir, ONLY_ROOT, postmaster, until, usersOf } from './fixture.ts'

const SERVER = resolve(ROOT, 'dist/src/server.js')

t.test('a gateway that is started as root gives it up, and works', ONLY_ROOT, async (t) => {
  const dataDir = await makeDataDir(t)
  const gateway = await launch(t, { DATA_DIR: dataDir })
  const { uid } = await stat(join(dataDir, 'postgres'))
  t.ok(uid > 65_536)
  t.equal(
    lines(gateway.printed(), /root/),
    `Started as root: the gateway now runs as user ${uid}, who owns ${dataDir}.`
  )
  t.strictSame(await usersOf(gateway.pid), [`${uid} ${uid} ${uid}`])
  const groups = /^Groups:(.*)$/m.exec(await readFile(`/proc/${gateway.pid}/status`, 'utf8'))?.[1]?.trim()
  t.equal(groups, String(uid))
  for (const name of ['spool', 'api-token']) t.equal((await stat(join(dataDir, name))).uid, uid, name)

  t.equal((await gateway.post()).status, 200)
  const headers = { authorization: `Bearer ${(await readFile(join(dataDir, 'api-token'), 'utf8')).trim()}` }
  t.match(await (await fetch(`${gateway.url}/metrics`, { headers })).text(), /^process_open_fds [1-9]/m)

  // With its database gone, it keeps what arrives in the spool, and stores it after the next start.
  process.kill(await postmaster(join(dataDir, 'postgres')), 'SIGKILL')
  await until(
    'the spool takes a delivery',
    async () => (await gateway.post()).status === 200 && (await spooled(dataDir))
  )
  await ended(gateway.child)
  const next = await launch(t, { DATA_DIR: dataDir })
  await until('the spool is empty', async () => !(await spooled(dataDir)))

  next.child.kill('SIGTERM')
  t.strictSame(await once(next.child, 'exit'), [0, null], next.printed().split('\n').slice(-3).join('\n'))
  t.strictSame((await readdir(dataDir)).sort(), ['accounts.sealed', 'api-token', 'postgres', 'secrets-key', 'spool'])
})

t.test('a port that only root may open is opened before that', ONLY_ROOT, async (t) => {
  const dataDir = await copyDataDir(t)
  const port = await freeLowPort()
  const gateway = await launch(t, { DATA_DIR: dataDir, PORT: String(port) })
  const { uid } = await stat(dataDir)
  t.ok(uid > 65_536)
  t.strictSame(await usersOf(gateway.pid), [`${uid} ${uid} ${uid}`])
  t.equal((await gateway.post()).status, 200)
})

t.test('files that root left in the spool are stored all the same', ONLY_ROOT, async (t) => {
  const dataDir = await copyDataDir(t)
  const first = await launch(t, { DATA_DIR: dataDir })
  await ended(first.child)
  const file = join(dataDir, 'spool', '01900000-0000-7000-8000-000000000000.open')
  await writeFile(file, 'not a record', { mode: 0o600 })
  const { uid } = await stat(dataDir)
  await launch(t, { DATA_DIR: dataDir })
  await until('it was read, and set aside', async () => (await readdir(join(dataDir, 'spool'))).includes('damaged'))
  t.equal((await stat(join(dataDir, 'spool', 'damaged'))).uid, uid)
})

t.test('it stays root, and says why, where another user could not work', ONLY_ROOT, async (t) => {
  const shared = await copyDataDir(t)
  await writeFile(join(shared, 'notes.txt'), '')
  const holdsOthers = await launch(t, { DATA_DIR: shared })
  t.match(lines(holdsOthers.printed(), /root/), /^WARNING: .* keeps running as root: .* holds files of other programs/)
  t.strictSame(await usersOf(holdsOthers.pid), ['0 0 0'])
  t.equal((await holdsOthers.post()).status, 200)

  const closed = await mkdtemp(join(tmpdir(), 'bellhook-closed-'))
  t.teardown(() => rm(closed, { recursive: true, force: true }))
  await chmod(closed, 0o700)
  const outOfReach = await launch(t, { DATA_DIR: join(closed, 'data') })
  t.match(lines(outOfReach.printed(), /WARNING/), /keeps running as root: user \d+ cannot reach/)
  const [, store = ''] =
    /Running as root: the database files are kept in (\/var\/lib\/bellhook\/\w+)/.exec(outOfReach.printed()) ?? []
  t.not(store, '')
  t.teardown(() => store && rm(store, { recursive: true, force: true }))
  t.equal((await outOfReach.post()).status, 200)

  const configured = await launch(t, { DATABASE_URL: await createDatabase(t), DATA_DIR: await makeDataDir(t) })
  t.match(lines(configured.printed(), /root/), /^WARNING: the gateway runs as root\. Start it as an ordinary user\.$/)
})

function lines(text: string, pattern: RegExp): string {
  return text
    .split('\n')
    .filter((line) => pattern.test(line))
    .join('\n')
}

async function spooled(dataDir: string): Promise<boolean> {
  return (await readdir(join(dataDir, 'spool'))).some((name) => /\.(writing|ready)$/.test(name))
}

async function freeLowPort(): Promise<number> {
  for (let port = 1_023; port > 900; port--) {
    const probe = createServer().listen(port, '127.0.0.1')
    const isFree = await Promise.race([
      once(probe, 'listening').then(() => true),
      once(probe, 'error').then(() => false)
    ])
    await new Promise((resolve) => probe.close(resolve))
    if (isFree) return port
  }
  throw new Error('no free port below 1024')
}

async function launch(t: Test, environ: Record<string, string>) {
  const { PATH = '' } = process.env
  const env = { PATH, PORT: String(await freePort()), ...environ }
  // Without the hooks of tap, which write into a directory of root when the process ends.
  const child = spawn(execPath, [SERVER], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (text += chunk))
  t.teardown(() => ended(child))
  await until('the gateway has started', () => {
    if (child.exitCode !== null) throw new Error(text)
    return text.includes('Webhook URLs')
  })
  const url = `http://127.0.0.1:${env.PORT}`
  let sent = 0
  const post = () => {
    const body = new URLSearchParams({ MessageSid: `SM${sent++}`, From: '+15550100001', To: '+15550100002' })
    return fetch(`${url}/webhooks/sms`, { method: 'POST', body })
  }
  return { child, pid: Number(child.pid), url, post, printed: () => text }
}

async function ended(child: ReturnType<typeof spawn>): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGTERM')
  await once(child, 'exit')
}
