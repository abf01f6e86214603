import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres'
import pg from 'pg'

export interface Database {
  pool: pg.Pool
  query: NodePgDatabase
  /** Runs `work` in one transaction on one connection. A connection that failed is thrown away, not reused. */
  transaction<Result>(work: (tx: NodePgDatabase) => Promise<Result>): Promise<Result>
  /** Rejects when the database does not answer. */
  ping(): Promise<void>
  close(): Promise<void>
}

/** The part of a logger that is needed here. */
interface Log {
  warn(fields: object, message: string): void
}

/** Opens a pool. It connects on first use, so this never fails. */
export function connect(url: string, log: Log): Database {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: 'bellhook',
    max: 10,
    connectionTimeoutMillis: 3_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    // Longer than statement_timeout: it only acts when the server cannot.
    query_timeout: 10_000,
    statement_timeout: 8_000,
    // A frozen gateway must not hold the writers' turn (ledger/turn.ts) for the others.
    idle_in_transaction_session_timeout: 5_000,
    // An acknowledgement means that the commit is on disk, whatever the server's or the role's default is.
    options: '-c synchronous_commit=on -c timezone=UTC -c datestyle=ISO'
  })
  // Without these two, an idle or a checked-out connection that breaks ends the process.
  pool.on('error', (error) => log.warn({ err: error }, 'an idle database connection broke'))
  pool.on('connect', (client) => {
    client.on('error', (error) => log.warn({ err: error }, 'a database connection broke'))
  })

  const sessions = new WeakMap<pg.PoolClient, NodePgDatabase>()
  const session = (client: pg.PoolClient): NodePgDatabase => {
    const known = sessions.get(client)
    if (known) return known
    const made = drizzle({ client })
    sessions.set(client, made)
    return made
  }

  return {
    pool,
    query: drizzle({ client: pool }),
    ping: async () => void (await pool.query('select 1')),
    close: () => pool.end(),
    async transaction(work) {
      const client = await pool.connect()
      try {
        await client.query('begin')
        const result = await work(session(client))
        await client.query('commit')
        client.release()
        return result
      } catch (error) {
        await abandon(client)
        throw error
      }
    }
  }
}

/** After an error the connection is good only if it can still roll back. */
async function abandon(client: pg.PoolClient): Promise<void> {
  try {
    await client.query('rollback')
    client.release()
  } catch (error) {
    client.release(error instanceof Error ? error : true)
  }
}
