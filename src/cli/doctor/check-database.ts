import { type DatabaseFacts, inspect } from '../../db/inspect.ts'
import { findEmbedded } from '../../embedded/embedded.ts'
import { explain } from '../../startup/start-errors.ts'
import { type Finding, ok, skipped, warning, wrong } from './finding.ts'

export interface DatabaseCheck {
  findings: readonly Finding[]
  facts?: DatabaseFacts
}

/** The database of the settings. The embedded one is looked at where it runs, and not started. */
export async function checkDatabase(databaseUrl: string | undefined, dataDir: string): Promise<DatabaseCheck> {
  const url = databaseUrl ?? (await findEmbedded(dataDir))
  if (url === undefined) {
    const text = `DATABASE_URL is not set, and the PostgreSQL that the gateway brings does not run in ${dataDir}`
    return { findings: [skipped(text, 'It runs while the gateway does. Start that, and look again.')] }
  }
  const name = databaseUrl === undefined ? 'the PostgreSQL that the gateway brings' : 'the database of DATABASE_URL'
  try {
    const facts = await inspect(url)
    return { findings: [...findingsOf(facts, name)], facts }
  } catch (error) {
    return { findings: [wrong(`${name} cannot be used`, explain(error))] }
  }
}

function* findingsOf(facts: DatabaseFacts, name: string): Generator<Finding> {
  const { version, isTooOld, encoding, unsafe, readOnly, pending, isNewer } = facts
  if (isTooOld) yield wrong(`${name} is PostgreSQL ${version}`, 'Bellhook needs PostgreSQL 15 or newer.')
  else yield ok(`${name} answers: PostgreSQL ${version}`)
  if (readOnly)
    yield wrong('it takes no writes', 'It is a standby, or set to read only. Name the primary in DATABASE_URL.')
  if (encoding !== 'UTF8') {
    yield wrong(
      `its encoding is ${encoding}, which cannot hold every guest's name`,
      'Make one with UTF8: createdb --encoding=UTF8 --template=template0, and name it in DATABASE_URL.'
    )
  }
  for (const setting of unsafe) {
    yield warning(
      `it runs with ${setting} = off: after a power cut, deliveries that were acknowledged can be lost`,
      `Switch ${setting} on in its postgresql.conf, and restart it.`
    )
  }
  if (unsafe.length === 0) yield ok('fsync and full_page_writes are on; synchronous_commit the gateway sets itself')
  if (isNewer) {
    yield warning(
      'it was brought up to date by a newer Bellhook than this one',
      'Use that version, or restore the backup from before. See docs/operations/upgrade.md.'
    )
  } else if (pending > 0) {
    yield warning(
      `${pending} ${pending === 1 ? 'migration is' : 'migrations are'} not applied yet`,
      'A start applies them; to do it ahead: bellhook migrate'
    )
  } else yield ok('all migrations are applied')
}
