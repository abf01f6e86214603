import { ConfigError, readConfig } from '../config/config.ts'
import { waitAndMigrate } from '../startup/open-database.ts'
import type { Command } from './command.ts'

/** Needs no other setting than DATABASE_URL. */
export const migrate: Command = {
  name: 'migrate',
  details: ['It waits up to 30 seconds for a database that is starting.'],
  examples: ['DATABASE_URL=postgres://localhost/bellhook bellhook migrate'],
  async run({ environ, out }) {
    const { DATABASE_URL, DATABASE_URL_FILE, PGHOST, PGSSLMODE } = environ
    const { config, problems, warnings } = readConfig({ DATABASE_URL, DATABASE_URL_FILE, PGHOST, PGSSLMODE }, [])
    if (problems.length > 0) throw new ConfigError(problems)
    for (const warning of warnings) out.note(`WARNING: ${warning}`)
    const { databaseUrl } = config
    if (databaseUrl === undefined) throw new ConfigError(['DATABASE_URL is not set: set it to the database to migrate'])
    await waitAndMigrate(databaseUrl, out.say)
    out.result({ migrated: true }, 'The database is up to date.')
  }
}
