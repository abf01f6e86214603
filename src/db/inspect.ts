import pg from 'pg'
import { knownMigrations, OLDEST_SERVER } from './migrate.ts'

/** Facts about a database for `bellhook doctor`. */
export interface DatabaseFacts {
  version: string
  isTooOld: boolean
  encoding: string
  /** Settings that are off although an acknowledged delivery depends on them. */
  unsafe: readonly string[]
  /** True: it accepts no writes. */
  readOnly: boolean
  /** Number of migrations of this build that it lacks. */
  pending: number
  /** True: it has a migration that this build lacks. */
  isNewer: boolean
  /** Milliseconds by which its clock is ahead of this machine's. */
  clockAheadMs: number
}

const PATIENCE_MS = 5_000

/** Reads facts, and changes nothing. Throws the error of the driver if the database cannot be reached. */
export async function inspect(url: string): Promise<DatabaseFacts> {
  const client = new pg.Client({
    connectionString: url,
    application_name: 'bellhook-doctor',
    connectionTimeoutMillis: PATIENCE_MS,
    query_timeout: PATIENCE_MS
  })
  client.on('error', () => undefined)
  try {
    await client.connect()
    const asked = Date.now()
    const { rows } = await client.query(`
      select current_setting('server_version') as version, current_setting('server_version_num')::int as number,
        current_setting('server_encoding') as encoding, current_setting('fsync') as fsync,
        current_setting('full_page_writes') as full_page_writes,
        pg_is_in_recovery() or current_setting('default_transaction_read_only') = 'on' as read_only,
        (extract(epoch from clock_timestamp()) * 1000)::float8 as now,
        to_regclass('drizzle.__drizzle_migrations') is not null as migrated`)
    const between = (asked + Date.now()) / 2
    const [{ version, number, encoding, read_only, now, migrated, ...settings }] = rows
    const last = migrated ? await lastMigration(client) : 0
    const known = knownMigrations()
    return {
      version,
      isTooOld: number < OLDEST_SERVER,
      encoding,
      unsafe: ['fsync', 'full_page_writes'].filter((name) => settings[name] === 'off'),
      readOnly: read_only,
      pending: known.filter((time) => time > last).length,
      isNewer: last > Math.max(...known),
      clockAheadMs: now - between
    }
  } finally {
    await client.end().catch(() => undefined)
  }
}

async function lastMigration(client: pg.Client): Promise<number> {
  const { rows } = await client.query('select max(created_at)::float8 as last from drizzle.__drizzle_migrations')
  return rows[0].last ?? 0
}
