import { chmod, chown, mkdir, realpath, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { getuid } from 'node:process'
import { publish } from './atomic-directory.ts'
import { installBinaries } from './binaries.ts'
import { run, spawnOptions } from './child-process.ts'
import { expectedDirectory, localDirectory, reachableDirectory, STORE } from './cluster-location.ts'
import { asNamed, claimDataDir } from './ownership.ts'
import { randomPassword } from './password.ts'
import { chooseSystemUser, type SystemUser } from './system-user.ts'

export interface Cluster {
  /** Holds the data directory, the password, and the server's log. */
  directory: string
  data: string
  bin: string
  /** The user that the server runs as. Undefined unless the gateway is root, as which PostgreSQL refuses to run. */
  user: SystemUser | undefined
}

/** Finds a directory that the user of PostgreSQL can reach, and creates a cluster there if there is none. */
export async function prepareCluster(dataDir: string, say: (line: string) => void): Promise<Cluster> {
  await mkdir(dataDir, { recursive: true })
  const home = await realpath(dataDir)
  const { directory, user } = await locate(home)
  const bin = await installBinaries(user ? STORE : home, user)
  const moved = [directory, bin].filter((path) => user && path.startsWith(STORE) && !path.startsWith(home))
  if (moved.length > 0) {
    say(
      `Running as root: the database files are kept in ${moved.join(' and ')}, because an unprivileged user cannot read ${home}.`
    )
  }
  const cluster = { directory, data: join(directory, 'data'), bin, user }
  await publish(directory, 'data/PG_VERSION', (draft) => {
    say(`Creating the embedded PostgreSQL in ${directory}. This takes up to half a minute, and only once ...`)
    return initialize(draft, cluster)
  })
  return cluster
}

async function locate(home: string): Promise<{ directory: string; user: SystemUser | undefined }> {
  if (getuid?.() !== 0) return { directory: localDirectory(home), user: undefined }
  const user = await chooseSystemUser(home, [expectedDirectory(home), home])
  await claimDataDir(home, user)
  return { directory: await reachableDirectory(home, user), user }
}

async function initialize(draft: string, { bin, user }: Cluster): Promise<void> {
  const password = join(draft, 'password')
  await writeFile(password, randomPassword(), { mode: 0o640, flush: true })
  const secrets = ['-A', 'scram-sha-256', `--pwfile=${password}`]
  const args = ['-D', join(draft, 'data'), '-E', 'UTF8', '--locale=C', '-U', 'bellhook', ...secrets]
  const initdb = (as: SystemUser | undefined) => run(join(bin, 'initdb'), args, spawnOptions(as))
  if (user) {
    await chown(password, 0, user.gid)
    await asNamed(draft, user, initdb)
  } else {
    await initdb(undefined)
  }
  await chmod(password, 0o600)
}
