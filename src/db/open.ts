import { relative } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Config } from '../config.ts'
import { startEmbedded } from './embedded.ts'
import { codeOf } from './errors.ts'
import { migrate } from './migrate.ts'

export interface OpenedDatabase {
  url: string
  /** What it is, for people. */
  name: string
  /** Stops the server, where it was started for this process. */
  stop(): Promise<void>
}

const PATIENCE_MS = 30_000
const BETWEEN_TRIES_MS = 1_000

/** The database of the settings, or the embedded one; running and migrated. */
export async function openDatabase(
  config: Pick<Config, 'databaseUrl' | 'dataDir'>,
  say: (line: string) => void
): Promise<OpenedDatabase> {
  if (config.databaseUrl !== undefined) {
    await waitAndMigrate(config.databaseUrl, say)
    return { url: config.databaseUrl, name: 'the PostgreSQL of DATABASE_URL', stop: async () => undefined }
  }
  const { url, directory, stop } = await startEmbedded(config.dataDir, say)
  try {
    await migrate(url)
  } catch (error) {
    await stop()
    throw error
  }
  const near = relative(process.cwd(), directory)
  return { url, name: `its own PostgreSQL in ${near.startsWith('..') ? directory : near}`, stop }
}

/** Migrates, and waits for a database that is still starting, as it is when both start together. */
export async function waitAndMigrate(url: string, say: (line: string) => void): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS
  for (let told = false; ; told = true) {
    try {
      return await migrate(url)
    } catch (error) {
      if (!isStarting(error) || Date.now() > deadline) throw error
      if (!told) say(`Waiting for the database (${codeOf(error) ?? 'no answer'}), up to ${PATIENCE_MS / 1000} s ...`)
      await sleep(BETWEEN_TRIES_MS)
    }
  }
}

function isStarting(error: unknown): boolean {
  return ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ETIMEDOUT', '57P03'].includes(codeOf(error) ?? '')
}
