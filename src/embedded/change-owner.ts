import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { spawnOptions } from './child-process.ts'
import type { Cluster } from './cluster.ts'
import { asNamed, giveContents } from './ownership.ts'
import { randomPassword, replacePassword } from './password.ts'
import { isServer, readLock, withStalePid } from './postmaster.ts'
import { stopIfUnused } from './release-server.ts'
import { tryServer } from './session.ts'
import { nobody, ownerOf, type SystemUser } from './system-user.ts'

const PATIENCE_MS = 30_000

/**
 * An earlier version ran PostgreSQL as `nobody`, whose other programs could read its password. Its files get our own user,
 * and a new password. If a gateway of that version still uses the server, this waits for the next start.
 */
export async function changeOwner(cluster: Cluster, say: (line: string) => void): Promise<Cluster> {
  const { directory, user } = cluster
  if (!user) return cluster
  for (const deadline = Date.now() + PATIENCE_MS; ; await sleep(500)) {
    const owner = await ownerOf(directory)
    if (!owner || owner.uid === user.uid) return cluster
    const use = await stopServer(cluster)
    if (use === 'used') {
      say(
        `Another gateway still runs PostgreSQL as user ${owner.uid}. Restart all gateways to let it run as ${user.uid}.`
      )
      return { ...cluster, user: owner }
    }
    try {
      if (use === 'unknown') throw new Error(`the server in ${directory} accepts no connection`)
      await changeUser(cluster, user)
      return cluster
    } catch (error) {
      // The server is starting or ending, or another gateway does the same.
      if (Date.now() > deadline) throw error
    }
  }
}

/** Stops a server that a killed gateway left behind. */
async function stopServer(cluster: Cluster): Promise<'used' | 'stopped' | 'unknown'> {
  const lock = await readLock(cluster)
  if (!lock || !(await isServer(lock.pid, cluster))) return 'stopped'
  const session = await tryServer(cluster, lock.port)
  if (typeof session !== 'object') return 'unknown'
  return (await stopIfUnused(cluster, lock, session, 1_000)) ? 'stopped' : 'used'
}

async function changeUser(cluster: Cluster, user: SystemUser): Promise<void> {
  const password = randomPassword()
  // Also if an earlier start was interrupted here.
  await giveContents(cluster.directory, { uid: (await nobody()).uid, gid: user.gid })
  await asNamed(cluster.directory, user, async (named) => {
    await changePassword(cluster, named, password)
    await replacePassword(cluster.directory, password)
  })
}

/** In single-user mode, which needs no password and lets no other program connect. */
async function changePassword({ data, bin }: Cluster, as: SystemUser, password: string): Promise<void> {
  const { env, ...options } = spawnOptions(as)
  const lock = await readLock({ data })
  const stale = lock && !(await isServer(lock.pid, { data })) ? withStalePid(lock.pid) : {}
  const child = execFile(join(bin, 'postgres'), ['--single', '-D', data, 'postgres'], {
    ...options,
    env: { ...env, ...stale }
  })
  child.stdin?.end(`alter role bellhook password '${password}';\n`)
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`postgres --single ended with ${code}`)
}
