import { channels } from '../../plugins/index.ts'
import { type Environ, loadConfig } from '../config.ts'
import { waitAndMigrate } from '../db/open.ts'

/** Brings the database up to date before a gateway starts. Needs no setting but DATABASE_URL. */
export async function migrate(environ: Environ, say: (line: string) => void): Promise<void> {
  const { databaseUrl } = loadConfig({ DATABASE_URL: environ['DATABASE_URL'] }, channels)
  if (databaseUrl === undefined) throw new Error('DATABASE_URL is not set: say which database to migrate.')
  await waitAndMigrate(databaseUrl, say)
  say('The database is up to date.')
}
