import { drizzle, type NodePgDatabase } from 'drizzle-orm/node-postgres'
import pg from 'pg'
import { withSettings } from './address.ts'
import { SKIP_POSITIONS } from './positions.ts'

export interface Database {
  /** For reading. */
  pool: pg.Pool
  query: NodePgDatabase
  /**
   * Runs `work` on a connection that only writers use. A connection on which anything failed, or that took longer than
   * `patience` milliseconds, is thrown away, and with it a transaction that was begun; whether a commit that was sent
   * has happened is then not known.
   */
  write<Result>(work: (session: NodePgDatabase) => Promise<Result>, patience: number): Promise<Result>
  /** Connections of each pool, and those who wait for one. */
  pools(): readonly PoolStatus[]
  /** Rejects when the database does not answer. */
  ping(): Promise<void>
  close(): Promise<void>
}

export interface PoolStatus {
  name: 'readers' | 'writers'
  total: number
  idle: number
  waiting: number
}

/** The part of a logger that is needed here. */
interface Log {
  warn(fields: object, message: string): void
}

/** Readers are many and may be slow; they must never keep a delivery waiting for a connection. */
const READERS = 8
/** Three groups are in flight, one replays, and one replaces a connection that broke. */
const WRITERS = 5

/** Opens the pools. They connect on first use, so this never fails. */
export function connect(url: string, log: Log): Database {
  const readers = openPool(url, log, { max: READERS })
  // What is asked without waiting in between is sent together.
  const writers = openPool(url, log, { max: WRITERS, pipeline: true })
  writers.on('connect', (client) => {
    // What is asked next on this connection comes behind it. Before the first migration there are no positions.
    client.query(SKIP_POSITIONS).catch(() => undefined)
  })
  const sessions = new WeakMap<pg.PoolClient, NodePgDatabase>()

  function sessionOf(client: pg.PoolClient): NodePgDatabase {
    const known = sessions.get(client)
    if (known) return known
    const made = drizzle({ client: asClient((query, values) => ask(client, query, values)) })
    sessions.set(client, made)
    return made
  }

  const read = (query: Query, values: unknown[] = [], patience = READ_MS) =>
    borrow(readers, (client) => ask(client, query, values), patience)

  return {
    pool: readers,
    query: drizzle({ client: asClient(read) }),
    ping: async () => void (await read({ text: 'select 1' }, [], PING_MS)),
    pools: () => [statusOf('readers', readers), statusOf('writers', writers)],
    close: async () => void (await Promise.all([readers.end(), writers.end()])),
    write: (work, patience) => borrow(writers, (client) => work(sessionOf(client)), patience)
  }
}

/** Whatever went wrong, the connection is not given back. */
async function borrow<Result>(
  pool: pg.Pool,
  work: (client: pg.PoolClient) => Promise<Result>,
  patience: number
): Promise<Result> {
  const client = await pool.connect()
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new TooSlow()), patience)
  })
  try {
    const result = await Promise.race([work(client), tooLate])
    client.release()
    return result
  } catch (error) {
    client.release(true)
    throw error
  } finally {
    clearTimeout(timer)
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

/** All that Drizzle wants of one. */
function asClient(query: Ask): pg.PoolClient {
  return { query } as pg.PoolClient
}

function statusOf(name: PoolStatus['name'], { totalCount, idleCount, waitingCount }: pg.Pool): PoolStatus {
  return { name, total: totalCount, idle: idleCount, waiting: waitingCount }
}

/** Longer than statement_timeout: it only acts when the server cannot. */
const READ_MS = 10_000
const PING_MS = 2_000

/** The database took longer than anybody wants to wait. */
class TooSlow extends Error {
  override name = 'TooSlow'
  readonly code = 'ETIMEDOUT'
}

function openPool(url: string, log: Log, options: pg.PoolConfig & { pipeline?: boolean }): pg.Pool {
  const pool = new pg.Pool({
    // An acknowledgement means that the commit is on disk, whatever the server's or the role's default is.
    connectionString: withSettings(url, '-c synchronous_commit=on -c timezone=UTC -c datestyle=ISO'),
    application_name: 'bellhook',
    ...options,
    connectionTimeoutMillis: 2_000,
    idleTimeoutMillis: 30_000,
    keepAlive: true,
    statement_timeout: 8_000,
    // A frozen gateway must not hold the writers' turn for the others.
    idle_in_transaction_session_timeout: 5_000
  })
  // Without these two, an idle or a checked-out connection that breaks ends the process.
  pool.on('error', (error) => log.warn({ err: error }, 'an idle database connection broke'))
  pool.on('connect', (client) => {
    client.on('error', (error) => log.warn({ err: error }, 'a database connection broke'))
  })
  return pool
}
