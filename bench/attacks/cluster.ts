import { rmSync } from 'node:fs'
import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { migrate } from '../../src/db/migrate.ts'
import { makePostgres } from '../torture/postgres.ts'
import { whenInterrupted } from '../torture/when-interrupted.ts'

/** A PostgreSQL server of its own, and a folder for what is made beside it. */
export interface Cluster {
  folder: string
  version: string
  /** A migrated, empty database. */
  openDatabase(): Promise<Database>
  close(): Promise<void>
}

export interface Database {
  url: string
  query(sql: string): Promise<void>
  /** How many of the deliveries are there. */
  countDeliveries(ids: readonly string[]): Promise<number>
  close(): Promise<void>
}

export async function openCluster(): Promise<Cluster> {
  const folder = await mkdtemp(join(tmpdir(), 'bellhook-attacks-'))
  whenInterrupted(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }))
  // When this runs as root, the database runs as another user.
  await chmod(folder, 0o755)
  const postgres = await makePostgres(folder, {})
  await migrate(postgres.url)
  let count = 0
  return {
    folder,
    version: postgres.version,
    async openDatabase() {
      const name = `attack_${++count}`
      await postgres.query(`create database ${name} template bellhook`)
      const url = new URL(postgres.url)
      url.pathname = `/${name}`
      return {
        url: url.href,
        query: async (sql) => void (await ask(url.href, sql)),
        async countDeliveries(ids) {
          const [row] = await ask(url.href, 'select count(*)::int as count from deliveries where id = any($1)', [ids])
          return Number(row?.['count'])
        },
        close: async () => void (await postgres.query(`drop database if exists ${name} with (force)`))
      }
    },
    async close() {
      await postgres.kill()
      await rm(folder, { recursive: true, force: true, maxRetries: 3 })
    }
  }
}

async function ask(url: string, sql: string, values?: unknown[]): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(sql, values)).rows
  } finally {
    await client.end()
  }
}
