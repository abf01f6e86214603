import { type DatabaseFacts, inspect } from '../../db/inspect.ts'
import { findEmbedded } from '../../embedded/embedded.ts'
import { explain } from '../../startup/start-errors.ts'
import { type Finding, ok, skipped, warning, wrong } from './finding.ts'

interface DatabaseCheck {
  findings: readonly Finding[]
  facts?: DatabaseFacts
}

/** Checks the database of the settings. The embedded PostgreSQL is checked if it runs, but not started. */
export async function checkDatabase(databaseUrl: string | undefined, dataDir: string): Promise<DatabaseCheck> {
  const url = databaseUrl ?? (await findEmbedded(dataDir))
  if (url === undefined) {
    const text = `DATABASE_URL is not set, and the embedded PostgreSQL of ${dataDir} is not running`
    return { findings: [skipped(text, 'It runs while the gateway runs. Start the gateway, and run the doctor again.')] }
  }
  const name = databaseUrl === undefined ? 'the embedded PostgreSQL' : 'the database of DATABASE_URL'
  try {
    const facts = await inspect(url)
    return { findings: [...findingsOf(facts, name)], facts }
  } catch (error) {
    return { findings: [wrong(`${name} is not usable`, explain(error, { dataDir, host: '', databaseUrl: url }))] }
  }
}

function* findingsOf(facts: DatabaseFacts, name: string): Generator<Finding> {
  const { version, isTooOld, encoding, unsafe, readOnly, pending, isNewer } = facts
  if (isTooOld) yield wrong(`${name} is PostgreSQL ${version}`, 'Bellhook needs PostgreSQL 15 or newer.')
  else yield ok(`${name} answers: PostgreSQL ${version}`)
  if (readOnly)
    yield wrong('the database is read-only', 'It is a standby, or set to read-only. Set DATABASE_URL to the primary.')
  if (encoding !== 'UTF8') {
    yield wrong(
      `the database has the encoding ${encoding}, which cannot store every name`,
      'Create one with createdb --encoding=UTF8 --template=template0, and set DATABASE_URL to it.'
    )
  }
  for (const setting of unsafe) {
    yield warning(
      `the database has ${setting} = off: a power failure can lose acknowledged deliveries`,
      `Set ${setting} = on in postgresql.conf, and restart PostgreSQL.`
    )
  }
  if (unsafe.length === 0) yield ok('fsync and full_page_writes are on; the gateway itself sets synchronous_commit')
  if (isNewer) {
    yield warning(
      'a newer version of Bellhook has migrated the database',
      'Use that version, or restore the backup made before the upgrade. See docs/operations/upgrade.md.'
    )
  } else if (pending > 0) {
    yield warning(
      `${pending} ${pending === 1 ? 'migration is' : 'migrations are'} not applied`,
      'The next start applies them. To apply them now: bellhook migrate'
    )
  } else yield ok('all migrations are applied')
}
