import { chmod, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { migrate } from '../../src/db/migrate.ts'
import { killWhileHydrating } from './kill-while-hydrating.ts'
import { makePostgres } from './postgres.ts'

/** Names of the two scenarios in which a gateway is killed while it reads records. The second one must lose some. */
export const RECORD_SCENARIOS = ['kill-while-hydrating', 'forgets-its-queue'] as const

interface Played {
  acked: number
  lost: number
  duplicated: number
  /** What did not hold. */
  failures: string[]
}

/** Plays one of them with a PostgreSQL of its own. */
export async function playRecords(
  name: (typeof RECORD_SCENARIOS)[number],
  { kills, say }: { kills: number; say(progress: string): void }
): Promise<Played> {
  const forgets = name === 'forgets-its-queue'
  const folder = await mkdtemp(join(tmpdir(), 'bellhook-torture-'))
  // When this runs as root, the database runs as nobody.
  await chmod(folder, 0o755)
  const postgres = await makePostgres(folder)
  try {
    await migrate(postgres.url)
    const tally = await killWhileHydrating({ databaseUrl: postgres.url, kills, forgets, say })
    const { changes: acked, lost, doubled: duplicated, problems } = tally
    const wrong = [
      ...(lost > 0 ? [`${lost} lost`] : []),
      ...(duplicated > 0 ? [`${duplicated} duplicated`] : []),
      ...problems
    ]
    const missed = lost > 0 ? [] : ['the control lost nothing: a loss would not have been seen']
    return { acked, lost, duplicated, failures: forgets ? missed : wrong }
  } finally {
    await postgres.kill()
    await rm(folder, { recursive: true, force: true })
  }
}
