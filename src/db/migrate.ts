import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import { drizzle } from 'drizzle-orm/node-postgres'
import { migrate as applyMigrations } from 'drizzle-orm/node-postgres/migrator'
import pg from 'pg'
import { withSettings } from './address.ts'
import { codeOf } from './errors.ts'
import { LOCKS } from './locks.ts'
import { SKIP_POSITIONS } from './positions.ts'

export const OLDEST_SERVER = 150_000

// While a migration waits for its lock, all later statements wait as well, and running gateways cannot answer. So it waits for
// a shorter time than providers do, and tries again.
const LOCK_TIMEOUT_MS = 2_000
/** The lock was not free, or a writer took locks in the opposite order (deadlock). */
export const IN_THE_WAY = ['55P03', '40P01']
const MOST_TRIES = 15
const BETWEEN_TRIES_MS = 1_000

/**
 * Migrates the database. Drizzle's migrator takes no lock, and of four gateways that start at the same moment three would fail. So
 * the migration runs under a session lock, and the other gateways find the work done.
 */
export async function migrate(url: string, warn: (line: string) => void = () => undefined): Promise<void> {
  const client = new pg.Client({
    // The timeout is longer than all tries of the gateway that migrates.
    connectionString: withSettings(url, '-c lock_timeout=60s -c synchronous_commit=on'),
    application_name: 'bellhook-migrate',
    connectionTimeoutMillis: 10_000
  })
  // Otherwise an idle connection that breaks would end the process.
  client.on('error', () => undefined)
  await client.connect()
  try {
    await checkVersion(client)
    for (const name of await unsafeSettings(client)) {
      warn(
        `WARNING: the database runs with ${name} = off. After a power cut, deliveries that were acknowledged can be lost.`
      )
    }
    await client.query('select pg_advisory_lock($1)', [LOCKS.migration])
    await client.query(`set lock_timeout = ${LOCK_TIMEOUT_MS}`)
    await applyPatiently(client)
    await client.query(SKIP_POSITIONS)
  } finally {
    await client.end()
  }
}

/** A report or a backup that uses a table for a long time must not fail the start. */
async function applyPatiently(client: pg.Client): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await applyMigrations(drizzle({ client }), { migrationsFolder: findMigrations() })
    } catch (error) {
      if (!IN_THE_WAY.includes(codeOf(error) ?? '') || tries === MOST_TRIES) throw error
      await sleep(BETWEEN_TRIES_MS)
    }
  }
}

async function checkVersion(client: pg.Client): Promise<void> {
  const { rows } = await client.query("select current_setting('server_version_num')::int as number, version() as name")
  if (rows[0].number >= OLDEST_SERVER) return
  throw new Error(`The database is too old: ${rows[0].name}. Bellhook needs PostgreSQL 15 or newer.`)
}

/** Bellhook sets synchronous_commit itself. These two are settings of the server. */
async function unsafeSettings(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query(
    "select name from pg_settings where name in ('fsync', 'full_page_writes') and setting = 'off'"
  )
  return rows.map(({ name }) => String(name))
}

/** Times of the migrations of this build, oldest first. The database identifies migrations by their times. */
export function knownMigrations(): readonly number[] {
  return readMigrationFiles({ migrationsFolder: findMigrations() }).map(({ folderMillis }) => folderMillis)
}

/** `migrations/` lies beside `src/`, and one level further up from compiled files. */
function findMigrations(): string {
  for (let folder = dirname(fileURLToPath(import.meta.url)); ; folder = dirname(folder)) {
    const migrations = join(folder, 'migrations')
    if (existsSync(join(migrations, 'meta', '_journal.json'))) return migrations
    if (folder === dirname(folder)) throw new Error('the folder migrations/ is missing from this installation')
  }
}
