import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrate } from '../../src/db/migrate.ts'
import { makePostgres } from './postgres.ts'

/** Calls a function with the URL of a migrated database of a PostgreSQL of its own. */
export async function withPostgres<Result>(work: (databaseUrl: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'bellhook-torture-'))
  // When this runs as root, the database runs as nobody.
  await chmod(folder, 0o755)
  const postgres = await makePostgres(folder)
  try {
    await migrate(postgres.url)
    return await work(postgres.url)
  } finally {
    await postgres.kill()
    await rm(folder, { recursive: true, force: true })
  }
}
