import { setTimeout as sleep } from 'node:timers/promises'
import type { Cluster } from './cluster.ts'
import { isServer, type Launch, lastLines, launchServer, readLock } from './postmaster.ts'
import { type Session, tryServer } from './session.ts'

const TIMEOUT_MS = 60_000

/** Connects to the server of the cluster, and launches it if it does not run. */
export async function connectOrLaunch(cluster: Cluster): Promise<Session> {
  const deadline = Date.now() + TIMEOUT_MS
  let launch: Launch | undefined
  while (Date.now() < deadline) {
    const lock = await readLock(cluster)
    const found = lock ? await tryServer(cluster, lock.port) : 'none'
    if (typeof found === 'object') return found

    if (launch && (launch.server.exitCode ?? launch.server.signalCode) !== null) {
      const lines = await lastLines(cluster, launch.logStart)
      // Another program took the port, another gateway was faster, or backends of a killed server are still ending.
      if (!/could not bind|lock file|still in use/.test(lines)) throw new Error(`postgres ended:\n${lines}`)
      launch = undefined
      await sleep(200)
    } else if (found === 'none' && !launch && !(lock && (await isServer(lock.pid, cluster)))) {
      launch = await launchServer(cluster, lock?.pid)
    }
    await sleep(found === 'busy' ? 250 : 50)
  }
  throw new Error(`no connection within 60 s:\n${await lastLines(cluster, launch?.logStart ?? 0)}`)
}
