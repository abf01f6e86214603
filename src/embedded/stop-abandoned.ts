import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { isServer, readLock, shutDown } from './postmaster.ts'
import { connect, holdAlone } from './session.ts'

// The watchdog runs this file after its gateway was killed. It stops the server of the directory unless another gateway uses it.

/** A server that recovers from a crash takes no connections yet. */
const TIMEOUT_MS = 600_000

const [, , directory = ''] = process.argv
const cluster = { directory, data: join(directory, 'data') }

for (const deadline = Date.now() + TIMEOUT_MS; Date.now() < deadline; await sleep(500)) {
  const lock = await readLock(cluster)
  if (!lock || !(await isServer(lock.pid, cluster))) break
  const session = await connect(cluster, lock.port).catch(() => undefined) // starting, ending, or out of connections
  if (!session) continue
  // Without a gateway, other connections belong to queries whose client is gone.
  if (await holdAlone(session)) await shutDown(cluster, lock.pid)
  await session.client.end().catch(() => undefined) // the server has ended it
  break
}
