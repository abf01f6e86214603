import { mkdir, readdir, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { ifThere } from './if-there.ts'
import { isSpoolFile } from './spool-folder.ts'

const WORKER = /^worker-\d+$/

/** The folder of a spool, and those of workers in it. */
export async function spoolFolders(folder: string): Promise<readonly string[]> {
  const names = (await ifThere(readdir(folder))) ?? []
  return [folder, ...names.filter((name) => WORKER.test(name)).map((name) => join(folder, name))]
}

/**
 * Moves what earlier processes left in the folders of a spool into one of them, where the next process finds it. So a start drains
 * everything, however many workers there were before.
 */
export async function gatherSpool(folder: string, target: string): Promise<void> {
  for (const source of await spoolFolders(folder)) {
    if (source === target) continue
    const files = ((await ifThere(readdir(source))) ?? []).filter(isSpoolFile)
    if (files.length > 0) await mkdir(target, { recursive: true, mode: 0o700 })
    for (const name of files) await ifThere(rename(join(source, name), join(target, name)))
  }
}
