import { sql } from 'drizzle-orm'
import type { NodePgDatabase } from 'drizzle-orm/node-postgres'
import type { Database } from '../connect.ts'

/** A transaction in which accounts, keys, or operators change. */
export type Change = Pick<NodePgDatabase, 'execute'>

export const CONFIG_CHANNEL = 'bellhook_config'
const PATIENCE_MS = 10_000

/**
 * Runs a change of accounts or keys in a transaction. Changes take turns, because each updates the version first: what `work` checks
 * stays true until the commit. Other gateways are notified with the commit.
 */
export async function changeConfig<Result>(
  database: Pick<Database, 'write'>,
  work: (change: Change, version: number) => Promise<Result>
): Promise<Result> {
  return database.write(
    (session) =>
      session.transaction(async (transaction) => {
        const { rows } = await transaction.execute<{ version: string }>(
          sql`update config_version set version = version + 1 returning version`
        )
        const result = await work(transaction, Number(rows[0]?.version))
        await transaction.execute(sql`select pg_notify(${CONFIG_CHANNEL}, '')`)
        return result
      }),
    PATIENCE_MS
  )
}

/** Runs statements in a transaction that notifies no gateway. */
export async function inTransaction<Result>(
  database: Pick<Database, 'write'>,
  work: (change: Change) => Promise<Result>
): Promise<Result> {
  return database.write((session) => session.transaction(work), PATIENCE_MS)
}
