import type pg from 'pg'
import type { Database } from './connect.ts'

/** Sends a prepared statement on the connection that holds the lock. */
export type Ask = <Row>(name: string, text: string, values: readonly unknown[]) => Promise<Row[]>

const PATIENCE_MS = 5_000

/**
 * Runs `work` while this gateway holds an advisory lock. Returns false, without running it, if somebody else holds the lock.
 * All settings belong to the connection, which is closed at the end.
 */
export async function withLock(
  { pool }: Pick<Database, 'pool'>,
  key: number,
  work: (ask: Ask) => Promise<void>
): Promise<boolean> {
  const client = await pool.connect()
  const ask: Ask = async (name, text, values) => {
    const query = { name, text, values: [...values], query_timeout: PATIENCE_MS }
    return (await client.query(query as pg.QueryConfig)).rows // the types of pg lack query_timeout
  }
  try {
    const [lock] = await ask<{ taken: boolean }>('bellhook_take_lock', 'select pg_try_advisory_lock($1) as taken', [
      key
    ])
    if (!lock?.taken) return false
    await work(ask)
    // PostgreSQL notices a closed connection a little later, and the next one may ask before. A lost connection holds no lock.
    await ask('bellhook_give_lock', 'select pg_advisory_unlock($1)', [key]).catch(() => undefined)
    return true
  } finally {
    client.release(true)
  }
}
