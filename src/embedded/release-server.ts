import type { Cluster } from './cluster.ts'
import { readLock, type ServerLock, shutDown } from './postmaster.ts'
import { connect, holdAlone, isUnused, type Session } from './session.ts'

/** The server needs a moment to end closed connections. */
const WAIT_MS = 1_000

/** Closes the session, and stops the server unless another gateway or connection uses it. */
export async function releaseServer(cluster: Cluster, { client, socket }: Session): Promise<void> {
  socket.ref()
  await client.end()
  const lock = await readLock(cluster)
  const session = lock && (await connect(cluster, lock.port).catch(() => undefined)) // the server has ended
  if (session) await stopIfUnused(cluster, lock, session, WAIT_MS)
}

/** Stops the server unless it is in use. Returns false if it is in use. Closes the session. */
export async function stopIfUnused(
  cluster: Pick<Cluster, 'data'>,
  lock: ServerLock,
  session: Session,
  waitMs: number
): Promise<boolean> {
  try {
    const mayStop = (await holdAlone(session)) && (await isUnused(session, waitMs))
    if (mayStop) await shutDown(cluster, lock.pid)
    return mayStop
  } catch {
    return true // The connection broke: another gateway stopped the server.
  } finally {
    await session.client.end().catch(() => undefined) // the server has ended it
  }
}
