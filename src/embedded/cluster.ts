import { chmod, chown, mkdir, realpath, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { getuid } from 'node:process'
import { publish } from './atomic-directory.ts'
import { installBinaries } from './binaries.ts'
import { run, spawnOptions } from './child-process.ts'
import { expectedDirectory, localDirectory, reachableDirectory, STORE } from './cluster-location.ts'
import { asNamed, claimDataDir } from './ownership.ts'
import { randomPassword } from './password.ts'
import { type Account, chooseAccount } from './system-user.ts'

export interface Cluster {
  /** Holds the data directory, the password, and the server's log. */
  directory: string
  data: string
  bin: string
  /** Who the server runs as. Absent unless we are root, as which PostgreSQL refuses to run. */
  account: Account | undefined
}

/** Finds a place for binaries and files that PostgreSQL's account can reach, and makes a cluster there if there is none. */
export async function prepareCluster(dataDir: string, say: (line: string) => void): Promise<Cluster> {
  await mkdir(dataDir, { recursive: true })
  const home = await realpath(dataDir)
  const { directory, account } = await locate(home)
  const bin = await installBinaries(account ? STORE : home, account)
  const moved = [directory, bin].filter((path) => account && path.startsWith(STORE) && !path.startsWith(home))
  if (moved.length > 0) {
    say(`PostgreSQL does not run as root, and no other user can get here: using ${moved.join(', ')}`)
  }
  const cluster = { directory, data: join(directory, 'data'), bin, account }
  await publish(directory, 'data/PG_VERSION', (draft) => initialize(draft, cluster))
  return cluster
}

async function locate(home: string): Promise<{ directory: string; account: Account | undefined }> {
  if (getuid?.() !== 0) return { directory: localDirectory(home), account: undefined }
  const account = await chooseAccount(home, [expectedDirectory(home), home])
  await claimDataDir(home, account)
  return { directory: await reachableDirectory(home, account), account }
}

async function initialize(draft: string, { bin, account }: Cluster): Promise<void> {
  const password = join(draft, 'password')
  await writeFile(password, randomPassword(), { mode: 0o640, flush: true })
  const secrets = ['-A', 'scram-sha-256', `--pwfile=${password}`]
  const args = ['-D', join(draft, 'data'), '-E', 'UTF8', '--locale=C', '-U', 'bellhook', ...secrets]
  const initdb = (as: Account | undefined) => run(join(bin, 'initdb'), args, spawnOptions(as))
  if (account) {
    await chown(password, 0, account.gid)
    await asNamed(draft, account, initdb)
  } else {
    await initdb(undefined)
  }
  await chmod(password, 0o600)
}
