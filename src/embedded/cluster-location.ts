import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { chmod, mkdir, realpath } from 'node:fs/promises'
import { join } from 'node:path'
import { codeOf } from './child-process.ts'
import { canReach, type SystemUser } from './system-user.ts'

/** For a gateway that was started as root with a DATA_DIR that no other user can reach. */
export const STORE = '/var/lib/bellhook'

/** Directories that can hold the cluster of `dataDir`. */
export async function possibleDirectories(dataDir: string): Promise<readonly string[]> {
  const home = await realpath(dataDir).catch(() => dataDir) // it may not exist yet
  return [localDirectory(home), remoteDirectory(home)]
}

export function localDirectory(home: string): string {
  return join(home, 'postgres')
}

function remoteDirectory(home: string): string {
  return join(STORE, createHash('sha256').update(home).digest('hex').slice(0, 12))
}

/** The directory of the existing cluster of `home`, or of a new one if the user can reach `home`. */
export function expectedDirectory(home: string): string {
  const remote = remoteDirectory(home)
  return existsSync(remote) ? remote : localDirectory(home)
}

/** The directory for a cluster whose server runs as the user. */
export async function reachableDirectory(home: string, user: SystemUser): Promise<string> {
  const directory = expectedDirectory(home)
  if (await canReach(directory, user)) return directory
  // Starting an empty database elsewhere would look like losing everything in this one.
  if (existsSync(directory)) {
    throw new Error(`user ${user.uid} cannot reach its files: chmod o+x the directories above ${directory}`)
  }
  await openStore()
  return remoteDirectory(home)
}

export async function openStore(): Promise<void> {
  try {
    await mkdir(STORE, { recursive: true })
    await chmod(STORE, 0o755)
  } catch (error) {
    throw new Error(`cannot create ${STORE} (${codeOf(error)}). Set DATA_DIR to a directory that other users can reach`)
  }
}
