import { join } from 'node:path'
import type pg from 'pg'
import { changeOwner } from './change-owner.ts'
import { codeOf } from './child-process.ts'
import { prepareCluster } from './cluster.ts'
import { possibleDirectories } from './cluster-location.ts'
import { connectOrLaunch } from './connect-or-launch.ts'
import { readLock } from './postmaster.ts'
import { releaseServer } from './release-server.ts'
import { connect } from './session.ts'
import type { SystemUser } from './system-user.ts'
import { startWatchdog } from './watchdog.ts'

export interface EmbeddedDatabase {
  url: string
  directory: string
  /** The user that PostgreSQL runs as and that owns its files, if the gateway was started as root. */
  user: SystemUser | undefined
  stop(): Promise<void>
}

/** Starts (or re-attaches to) the embedded PostgreSQL whose files live in `dataDir`/postgres. */
export async function startEmbedded(dataDir: string, say: (line: string) => void): Promise<EmbeddedDatabase> {
  try {
    return await start(dataDir, say)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    const advice = 'To use your own PostgreSQL server, set DATABASE_URL.'
    throw new Error(`The embedded PostgreSQL did not start: ${reason}\n${advice}`, { cause: error })
  }
}

async function start(dataDir: string, say: (line: string) => void): Promise<EmbeddedDatabase> {
  const cluster = await changeOwner(await prepareCluster(dataDir, say), say)
  const { directory, user } = cluster
  // Before the launch, so that a kill at any moment leaves no server behind.
  const watchdog = await startWatchdog(cluster)
  const session = await connectOrLaunch(cluster)
  let stopping: Promise<void> | undefined
  const stop = () => {
    stopping ??= releaseServer(cluster, session).then(() => watchdog.dismiss())
    return stopping
  }
  await createDatabase(session.client).catch((error) => stop().then(() => Promise.reject(error)))
  session.socket.unref()
  return { url: session.url, directory, user, stop }
}

/** The URL of the embedded PostgreSQL of `dataDir`, if it is running. Creates and starts nothing. */
export async function findEmbedded(dataDir: string): Promise<string | undefined> {
  for (const directory of await possibleDirectories(dataDir)) {
    const data = join(directory, 'data')
    const lock = await readLock({ data })
    const session = lock && (await connect({ directory }, lock.port).catch(() => undefined)) // no server, or another server
    if (session === undefined) continue
    const { rows } = await session.client.query(`select current_setting('data_directory') as data`)
    await session.client.end()
    if (rows[0].data === data) return session.url
  }
  return undefined
}

async function createDatabase(client: pg.Client): Promise<void> {
  const { rowCount } = await client.query(`select from pg_database where datname = 'bellhook'`)
  if (rowCount) return
  // duplicate_database, unique_violation: another gateway did it meanwhile
  await client.query('create database bellhook').catch((error) => {
    if (!['42P04', '23505'].includes(codeOf(error))) throw error
  })
}
