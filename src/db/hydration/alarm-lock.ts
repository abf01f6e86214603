import type { Database } from '../connect.ts'
import { LOCKS } from '../locks.ts'
import { withLock } from '../with-lock.ts'

/**
 * Runs `work` while no other watch, of any vendor or gateway, sends or ends alarms. Returns false, without running it, if one does. Of a
 * gateway that froze, PostgreSQL closes the connection with the lock.
 */
export function withAlarmLock(database: Pick<Database, 'pool'>, work: () => Promise<void>): Promise<boolean> {
  return withLock(database, LOCKS.alarms, async (ask) => {
    await ask('bellhook_alarm_settings', "select set_config('idle_session_timeout', '30s', false)", [])
    await work()
  })
}
