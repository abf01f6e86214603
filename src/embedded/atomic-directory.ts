import { existsSync } from 'node:fs'
import { mkdtemp, open, readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/**
 * Builds a directory under another name, and then renames it, so that a partial directory is never visible. If another start was
 * faster, its result is used. Removes drafts of killed starts. `marker` is a file that only a complete directory has.
 */
export async function publish(target: string, marker: string, build: (draft: string) => Promise<void>): Promise<void> {
  const done = () => existsSync(join(target, marker))
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

export async function flush(path: string): Promise<void> {
  const handle = await open(path)
  await handle.sync().finally(() => handle.close())
}
