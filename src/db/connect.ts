import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres'
import pg from 'pg'
import { withSettings } from './address.ts'
import { SKIP_POSITIONS } from './positions.ts'

export interface Database {
  /** For reading. */
  pool: pg.Pool
  query: Queries
  /**
   * Runs `work` on a connection that only writers use. A connection on which anything failed, or that ran out of
   * `patience`, is closed, and PostgreSQL rolls back its transaction. Whether a commit that was already sent has
   * happened is then unknown.
   */
  write<Result>(work: (session: Session) => Promise<Result>, patience: Patience): Promise<Result>
  /** Connections of each pool, and the number of callers that wait for one. */
  pools(): readonly PoolStatus[]
  /** Rejects when the database does not answer. */
  ping(): Promise<void>
  close(): Promise<void>
}

/** One connection of a writer. Statements are sent in the order of the calls, without waiting for each other's answers. */
export type Session = NodePgDatabase & { $client: pg.PoolClient }

/** Each query may run on another connection, so there are no transactions. */
export type Queries = Omit<NodePgDatabase, 'transaction'>

/** Milliseconds for the whole work, or for the answer to each statement. */
export type Patience = number | { perStatement: number }

interface PoolStatus {
  name: 'readers' | 'writers'
  total: number
  idle: number
  waiting: number
}

/** The part of a logger that this file uses. */
interface Log {
  warn(fields: object, message: string): void
}

/** Readers have a pool of their own, because slow readers must not keep a delivery waiting for a connection. */
const READERS = 8
/** Three batches are in flight, one connection replays, and one replaces a connection that broke. */
const WRITERS = 5

/**
 * PostgreSQL ends a statement within this time after its connection was closed, so that one which takes too long does not keep the
 * commit lock (https://www.postgresql.org/docs/current/runtime-config-tcp.html, client_connection_check_interval).
 */
const END_WITHOUT_CLIENT = "set client_connection_check_interval = '250ms'"

/** Opens the pools. They connect on first use, so this never fails. */
export function connect(url: string, log: Log): Database {
  const readers = openPool(url, log, { max: READERS })
  // Statements that do not wait for each other are sent in one packet.
  const writers = openPool(url, log, { max: WRITERS, pipeline: true })
  writers.on('connect', (client) => {
    // The next statement on this connection runs after these. A server on another system than Linux cannot look for its client.
    client.query(END_WITHOUT_CLIENT).catch(() => undefined)
    // Before the first migration there are no positions.
    client.query(SKIP_POSITIONS).catch(() => undefined)
  })
  const connections = new WeakMap<pg.PoolClient, WriterConnection>()

  function connectionOf(client: pg.PoolClient): WriterConnection {
    const open = connections.get(client)
    if (open) return open
    const connection = writerConnection(client)
    connections.set(client, connection)
    return connection
  }

  const read = (query: Query, values: unknown[] = []) =>
    borrow(readers, READ_MS, (client) => ask(client, query, values))

  return {
    pool: readers,
    query: queriesOf(read),
    ping: async () => void (await borrow(readers, PING_MS, (client) => ask(client, { text: 'select 1' }, []))),
    pools: () => [statusOf('readers', readers), statusOf('writers', writers)],
    close: async () => void (await Promise.all([readers.end(), writers.end()])),
    write: (work, patience) =>
      borrow(writers, typeof patience === 'number' ? patience : patience.perStatement, (client, restart) => {
        const connection = connectionOf(client)
        connection.onAnswer = typeof patience === 'number' ? undefined : restart
        return work(connection.session)
      })
  }
}

interface WriterConnection {
  session: Session
  /** Called for each statement that PostgreSQL has answered. */
  onAnswer: (() => void) | undefined
}

/** Drizzle gets the client itself, with a cheaper `query` (see `ask`). So its `transaction()` stays on this connection. */
function writerConnection(client: pg.PoolClient): WriterConnection {
  async function query(query: Query, values: unknown[] = query.values ?? []): Promise<pg.QueryResult> {
    const result = await ask(client, query, values)
    connection.onAnswer?.()
    return result
  }
  // Safe: the object inherits everything else from the client.
  const own: pg.PoolClient = Object.create(client, { query: { value: query } })
  const connection: WriterConnection = { session: drizzle({ client: own }), onAnswer: undefined }
  return connection
}

/** Without `transaction()`, whose statements would run on several connections. */
function queriesOf(query: Ask): Queries {
  // Drizzle calls only `query` of a client, except in a transaction.
  const database = drizzle({ client: { query } as pg.PoolClient })
  return Object.create(database, { transaction: { value: undefined }, $client: { value: undefined } })
}

/** A connection on which anything failed is closed instead of returned to the pool. */
async function borrow<Result>(
  pool: pg.Pool,
  patience: number,
  work: (client: pg.PoolClient, restart: () => void) => Promise<Result>
): Promise<Result> {
  const client = await pool.connect()
  const deadline = startDeadline(patience)
  try {
    const result = await Promise.race([work(client, deadline.restart), deadline.passed])
    client.release()
    return result
  } catch (error) {
    client.release(true)
    // pg would wait for the answers to all statements that it has sent.
    if (client instanceof pg.Client) client.connection.stream.destroy()
    throw error
  } finally {
    deadline.end()
  }
}

interface Deadline {
  /** Rejects with `TooSlow`. */
  passed: Promise<never>
  restart(): void
  end(): void
}

function startDeadline(ms: number): Deadline {
  let timer: NodeJS.Timeout | undefined
  let starts = 0
  let fail = (_error: TooSlow) => {}
  const passed = new Promise<never>((_resolve, reject) => {
    fail = reject
  })
  function restart(): void {
    const start = ++starts
    clearTimeout(timer)
    // The answer may have arrived while the event loop was busy. It is read before the immediate runs.
    timer = setTimeout(() => setImmediate(() => start === starts && fail(new TooSlow())), ms)
  }
  restart()
  return {
    passed,
    restart,
    end() {
      starts++
      clearTimeout(timer)
    }
  }
}

type Query = pg.QueryConfig
type Ask = (query: Query, values: unknown[]) => Promise<pg.QueryResult>

/**
 * Without a callback, and with a timeout of its own, pg assigns a function to a property of the query. V8 makes such
 * functions in the old space, and with them stay the query and its rows until a full collection.
 */
function ask(client: pg.PoolClient, query: Query, values: unknown[]): Promise<pg.QueryResult> {
  return new Promise((resolve, reject) => {
    const whole = Object.assign({}, query, { values })
    client.query(whole, (error: Error | null, result) => (error ? reject(error) : resolve(result)))
  })
}

function statusOf(name: PoolStatus['name'], { totalCount, idleCount, waitingCount }: pg.Pool): PoolStatus {
  return { name, total: totalCount, idle: idleCount, waiting: waitingCount }
}

/** Longer than statement_timeout: it only acts when the server cannot. */
const READ_MS = 10_000
const PING_MS = 2_000

/** The database did not answer in time. */
class TooSlow extends Error {
  override name = 'TooSlow'
  readonly code = 'ETIMEDOUT'
}

function openPool(url: string, log: Log, options: pg.PoolConfig & { pipeline?: boolean }): pg.Pool {
  const pool = new pg.Pool({
    // An acknowledgement means that the commit is on disk, whatever the defaults of the server and the role are.
    connectionString: withSettings(url, '-c synchronous_commit=on -c timezone=UTC -c datestyle=ISO'),
    application_name: 'bellhook',
    ...options,
    connectionTimeoutMillis: 2_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    statement_timeout: 8_000,
    // A gateway that hangs must not keep the commit lock.
    idle_in_transaction_session_timeout: 5_000
  })
  // Without these two, an idle or a checked-out connection that breaks ends the process.
  pool.on('error', (error) => log.warn({ err: error }, 'an idle database connection broke'))
  pool.on('connect', (client) => {
    client.on('error', (error) => log.warn({ err: error }, 'a database connection broke'))
  })
  return pool
}
