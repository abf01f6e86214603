import { relative } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Config } from '../config/config.ts'
import { codeOf, isUnavailable } from '../db/errors.ts'
import { migrate } from '../db/migrate.ts'
import { startEmbedded } from '../embedded/embedded.ts'
import type { Account } from '../embedded/system-user.ts'

export interface OpenedDatabase {
  url: string
  /** What it is, for people. */
  name: string
  /** Set when it does not answer yet: brings it up to date as soon as it does. */
  prepare?: () => Promise<void>
  /** Who the embedded server runs as, if the gateway was started as root. */
  account?: Account | undefined
  /** Stops the server, where it was started for this process. */
  stop(): Promise<void>
}

const PATIENCE_MS = 30_000
const BETWEEN_TRIES_MS = 1_000

/** The database of the settings, or the embedded one; running and migrated, or else to be prepared. */
export async function openDatabase(
  config: Pick<Config, 'databaseUrl' | 'dataDir'>,
  say: (line: string) => void
): Promise<OpenedDatabase> {
  if (config.databaseUrl !== undefined) return openConfigured(config.databaseUrl, say)
  const { url, directory, account, stop } = await startEmbedded(config.dataDir, say)
  try {
    await migrate(url, say)
  } catch (error) {
    await stop()
    throw error
  }
  const near = relative(process.cwd(), directory)
  return { url, name: `its own PostgreSQL in ${near.startsWith('..') ? directory : near}`, account, stop }
}

/** A gateway that starts while its database is away keeps what arrives all the same. */
async function openConfigured(url: string, say: (line: string) => void): Promise<OpenedDatabase> {
  const opened = { url, name: 'the PostgreSQL of DATABASE_URL', stop: async () => undefined }
  const prepare = () => migrate(url, say)
  try {
    await prepare()
    return opened
  } catch (error) {
    if (!isUnavailable(error)) throw error
    say(
      `The database does not answer (${codeOf(error) ?? 'timeout'}). Until it does, deliveries are kept in the spool.`
    )
    return { ...opened, prepare }
  }
}

/** Migrates, and waits for a database that is still starting, as it is when both start together. */
export async function waitAndMigrate(url: string, say: (line: string) => void): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS
  for (let told = false; ; told = true) {
    try {
      return await migrate(url, say)
    } catch (error) {
      if (!isUnavailable(error) || Date.now() > deadline) throw error
      if (!told) say(`Waiting for the database (${codeOf(error) ?? 'no answer'}), up to ${PATIENCE_MS / 1000} s ...`)
      await sleep(BETWEEN_TRIES_MS)
    }
  }
}
