import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { stopIfUnused } from './leave.ts'
import { isServer, readLock } from './postmaster.ts'
import { connect } from './session.ts'

// Run by the watchdog of a gateway that was killed: stops the server in this directory unless another gateway uses it.

/** A server that recovers from a crash takes no connections yet. */
const PATIENCE_MS = 600_000
/** The server looks every 5 s whether the client of a long query is still there. */
const QUERY_PATIENCE_MS = 60_000

const [, , directory = ''] = process.argv
const cluster = { directory, data: join(directory, 'data') }

for (const deadline = Date.now() + PATIENCE_MS; Date.now() < deadline; await sleep(500)) {
  const lock = await readLock(cluster)
  if (!lock || !(await isServer(lock.pid, cluster))) break
  const session = await connect(cluster, lock.port).catch(() => undefined) // starting, ending, or out of connections
  if (!session) continue
  await stopIfUnused(cluster, lock, session, QUERY_PATIENCE_MS)
  break
}
