import { relative } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Config } from '../config/config.ts'
import { codeOf, isUnavailable } from '../db/errors.ts'
import { migrate } from '../db/migrate.ts'
import { startEmbedded } from '../embedded/embedded.ts'
import type { SystemUser } from '../embedded/system-user.ts'
import { databaseAddress } from './database-address.ts'
import { explain } from './start-errors.ts'

export interface OpenedDatabase {
  url: string
  /** For people: which database it is. */
  name: string
  /** Why it does not answer, as a sentence. Undefined: it answers. */
  failure?: string
  /** Set if the database does not answer yet. Migrates it once it does. */
  prepare?: () => Promise<void>
  /** The user that the embedded server runs as, if the gateway was started as root. */
  user?: SystemUser | undefined
  /** Stops the server, if it was started for this process. */
  stop(): Promise<void>
}

const TIMEOUT_MS = 30_000
const BETWEEN_TRIES_MS = 1_000

/** Opens and migrates the database of the settings, or the embedded PostgreSQL. */
export async function openDatabase(
  config: Pick<Config, 'databaseUrl' | 'dataDir' | 'host'>,
  say: (line: string) => void
): Promise<OpenedDatabase> {
  if (config.databaseUrl !== undefined) return openConfigured({ ...config, databaseUrl: config.databaseUrl }, say)
  const { url, directory, user, stop } = await startEmbedded(config.dataDir, say)
  try {
    await migrate(url, say)
  } catch (error) {
    await stop()
    throw error
  }
  const path = relative(process.cwd(), directory)
  return { url, name: `the embedded PostgreSQL in ${path.startsWith('..') ? directory : path}`, user, stop }
}

/** A gateway also starts while its database is unavailable, and stores deliveries in the spool. */
async function openConfigured(
  config: Pick<Config, 'dataDir' | 'host'> & { databaseUrl: string },
  say: (line: string) => void
): Promise<OpenedDatabase> {
  const url = config.databaseUrl
  const opened = { url, name: `PostgreSQL at ${databaseAddress(url)}`, stop: async () => undefined }
  const prepare = () => migrate(url, say)
  try {
    await prepare()
    return opened
  } catch (error) {
    if (!isUnavailable(error)) throw error
    return { ...opened, failure: explain(error, config), prepare }
  }
}

/** Migrates, and waits for a database that is still starting, as in `docker compose up`. */
export async function waitAndMigrate(url: string, say: (line: string) => void): Promise<void> {
  const deadline = Date.now() + TIMEOUT_MS
  for (let announced = false; ; announced = true) {
    try {
      return await migrate(url, say)
    } catch (error) {
      if (!isUnavailable(error) || Date.now() > deadline) throw error
      const reason = codeOf(error) ?? 'no answer'
      if (!announced)
        say(`Waiting up to ${TIMEOUT_MS / 1000} s for PostgreSQL at ${databaseAddress(url)} (${reason}) ...`)
      await sleep(BETWEEN_TRIES_MS)
    }
  }
}
