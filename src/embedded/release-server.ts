import type { Cluster } from './cluster.ts'
import { readLock, type ServerLock, shutDown } from './postmaster.ts'
import { connect, holdAlone, isUnused, type Session } from './session.ts'

/** Backends of connections that were just closed take a moment to go. */
const PATIENCE_MS = 1_000

/** Ends a gateway's use of the server, and the server with it if no other gateway and no connection uses it. */
export async function leave(cluster: Cluster, { client, socket }: Session): Promise<void> {
  socket.ref()
  await client.end()
  const lock = await readLock(cluster)
  const session = lock && (await connect(cluster, lock.port).catch(() => undefined)) // the server has ended
  if (session) await stopIfUnused(cluster, lock, session, PATIENCE_MS)
}

/** Returns false, and lets the server run, if it is in use. Ends the session. */
export async function stopIfUnused(
  cluster: Pick<Cluster, 'data'>,
  lock: ServerLock,
  session: Session,
  patience: number
): Promise<boolean> {
  try {
    const mayStop = (await holdAlone(session)) && (await isUnused(session, patience))
    if (mayStop) await shutDown(cluster, lock.pid)
    return mayStop
  } catch {
    return true // The connection broke: another gateway stopped the server.
  } finally {
    await session.client.end().catch(() => undefined) // the server has ended it
  }
}
