import { chmod, chown, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { kill } from 'node:process'
import t, { type Test } from 'tap'
import { installBinaries } from '../../src/embedded/binaries.ts'
import { run } from '../../src/embedded/child-process.ts'
import { connectOrLaunch } from '../../src/embedded/connect-or-launch.ts'
import { chooseSystemUser, nobody } from '../../src/embedded/system-user.ts'
import {
  ask,
  copyDataDir,
  isAlive,
  makeDataDir,
  ONLY_ROOT,
  postmaster,
  runAs,
  start,
  startTime,
  until,
  usersOf
} from './fixture.ts'

t.test('PostgreSQL runs as a user id of our own, which nobody else can act as', ONLY_ROOT, async (t) => {
  const dataDir = await makeDataDir(t)
  const { directory, url, user } = await start(t, dataDir)
  const uid = Number(user?.uid)
  t.ok(uid >= 0x7000_0000 && uid < 0x7100_0000, `${uid}`)
  t.throws(() => runOrThrow(`id -un ${uid}`), 'no user of this machine')
  const pid = await postmaster(directory)
  t.strictSame(await usersOf(pid), [`${uid} ${uid} ${uid}`])

  const password = join(directory, 'password')
  t.equal((await stat(password)).mode & 0o777, 0o600)
  for (const path of [dataDir, directory, password, join(directory, 'data'), join(directory, 'postgres.log')]) {
    const owner = await stat(path)
    t.strictSame([owner.uid, owner.gid], [uid, uid], path)
  }
  const other = (await nobody()).uid
  t.equal(runAs(other, 'cat', password), undefined, 'nobody cannot read the password')
  t.equal(runAs(other, 'ls', join(directory, 'data')), undefined)
  t.equal(runAs(other, 'kill', '-s', 'INT', String(pid)), undefined, 'nobody cannot signal the server')
  t.equal(await ask(url, 'select 1'), '1')
})

t.test('the id follows from the path, and is one that no user and no container uses', ONLY_ROOT, async (t) => {
  const [one, again, other] = await Promise.all(
    ['/one', '/one', '/other'].map((home) => chooseSystemUser(home, [home]))
  )
  t.strictSame(one, again)
  t.not(one?.uid, other?.uid)
})

t.test('a data directory that only its owner can enter, and one of an ordinary user', ONLY_ROOT, async (t) => {
  const closed = await makeDataDir(t)
  await chmod(closed, 0o700)
  const { directory, user, stop } = await start(t, closed)
  t.equal(directory, join(closed, 'postgres'))
  t.equal((await stat(closed)).mode & 0o007, 0, 'still closed to others')
  await stop()
  t.ok(Number(user?.uid) > 65_536)

  const daemon = await userNamed('daemon')
  const theirs = await makeDataDir(t)
  await chown(theirs, daemon.uid, daemon.gid)
  const database = await start(t, theirs)
  t.strictSame(database.user, daemon)
  t.strictSame(await usersOf(await postmaster(database.directory)), [`${daemon.uid} ${daemon.uid} ${daemon.uid}`])
})

t.test('a directory with files of other programs keeps its owner', ONLY_ROOT, async (t) => {
  const shared = await copyDataDir(t)
  await writeFile(join(shared, 'notes.txt'), '')
  const { directory, user } = await start(t, shared)
  t.equal((await stat(shared)).uid, 0)
  t.equal((await stat(join(shared, 'notes.txt'))).uid, 0)
  t.equal((await stat(directory)).uid, user?.uid)
})

t.test('files that an earlier version gave to nobody are taken over, with a new password', ONLY_ROOT, async (t) => {
  const { dataDir, oldPassword } = await makeOldCluster(t)
  const { url, user, directory } = await start(t, dataDir)
  t.equal(await ask(url, 'select answer from kept'), '42')
  t.equal((await stat(directory)).uid, user?.uid)
  const { stdout } = await run('find', [directory, '-not', '-uid', String(user?.uid)])
  t.equal(stdout, '')
  const old = new URL(url)
  old.password = oldPassword
  await t.rejects(ask(old.href, 'select 1'), { code: '28P01' }, 'the old password is worthless')
})

t.test('a takeover that was interrupted goes on', ONLY_ROOT, async (t) => {
  const { dataDir, directory } = await makeOldCluster(t)
  await chown(directory, 0, 0)
  await run('chown', ['-R', '1899999999', join(directory, 'data', 'base')])
  await writeFile(join(directory, 'password'), 'half done')
  const { url } = await start(t, dataDir)
  t.equal(await ask(url, 'select answer from kept'), '42')
})

t.test('a server that a killed gateway of an earlier version left is taken over too', ONLY_ROOT, async (t) => {
  const { dataDir, directory } = await makeOldCluster(t)
  const { session, pid } = await startAsNobody(directory)
  session.socket.destroy()
  const { url, user } = await start(t, dataDir)
  t.equal(await ask(url, 'select answer from kept'), '42')
  t.not(await postmaster(directory), pid)
  t.equal((await stat(directory)).uid, user?.uid)
})

t.test('while a gateway of an earlier version uses it, the server stays as it is', ONLY_ROOT, async (t) => {
  const { dataDir, directory } = await makeOldCluster(t)
  const { session } = await startAsNobody(directory)
  const since = await startTime(session.url)
  const lines: string[] = []
  const database = await start(t, dataDir, (line) => lines.push(line))
  t.equal(await startTime(database.url), since)
  t.equal(lines.filter((line) => /^Another gateway still runs PostgreSQL as user \d+\./.test(line)).length, 1)
  await database.stop()
  t.equal(await startTime(session.url), since, 'and does not stop with the newer gateway')
  session.socket.destroy()
  const pid = await postmaster(directory)
  kill(pid, 'SIGINT')
  await until('the server has ended', async () => !(await isAlive(pid)))
})

/** As the version before made it, with a table in it. */
async function makeOldCluster(t: Test): Promise<{ dataDir: string; directory: string; oldPassword: string }> {
  const dataDir = await copyDataDir(t)
  const directory = join(dataDir, 'postgres')
  const { uid, gid } = await nobody()
  await run('chown', ['-R', `${uid}:${gid}`, directory])
  return { dataDir, directory, oldPassword: await readFile(join(directory, 'password'), 'utf8') }
}

/** What the version before did: a server of nobody, and a connection that holds the lock of its gateway. */
async function startAsNobody(directory: string) {
  const user = await nobody()
  const bin = await installBinaries('/var/lib/bellhook', user)
  const session = await connectOrLaunch({ directory, data: join(directory, 'data'), bin, user })
  return { session, pid: await postmaster(directory) }
}

async function userNamed(name: string): Promise<{ uid: number; gid: number }> {
  const line = (await readFile('/etc/passwd', 'utf8')).split('\n').find((line) => line.startsWith(`${name}:`))
  const [, , uid, gid] = (line ?? '').split(':')
  return { uid: Number(uid), gid: Number(gid) }
}

function runOrThrow(command: string): void {
  if (runAs(0, 'sh', '-c', command) === undefined) throw new Error('failed')
}
