import type { Database } from '../connect.ts'
import { LOCKS } from '../locks.ts'

/**
 * Runs `work` while no other watch, of any vendor or gateway, sends or ends alarms. Returns false, without running it, if one does.
 * The lock belongs to the connection, which is closed at the end. Of a gateway that froze, PostgreSQL closes it.
 */
export async function withAlarmLock(database: Pick<Database, 'pool'>, work: () => Promise<void>): Promise<boolean> {
  const client = await database.pool.connect()
  try {
    await client.query("set idle_session_timeout = '30s'")
    const { rows } = await client.query('select pg_try_advisory_lock($1) as taken', [LOCKS.alarms])
    if (!rows[0].taken) return false
    await work()
    return true
  } finally {
    client.release(true)
  }
}
