import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { mkdtemp, open, rm, rmdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from '../../src/db/embedded-files.ts'
import { whenInterrupted } from './when-interrupted.ts'

export interface SmallDisk {
  folder: string
  /** To the last byte. */
  fill(): Promise<void>
  free(): Promise<void>
  remove(): Promise<void>
}

/** Thrown where there can be no small disk. */
export class NoSmallDisk extends Error {
  override name = 'NoSmallDisk'
}

/** In memory, because a tmpfs is the one disk of any size that root can make in a moment. */
export async function makeSmallDisk(): Promise<SmallDisk> {
  const folder = await mkdtemp(join(tmpdir(), 'bellhook-disk-'))
  try {
    await run('mount', ['-t', 'tmpfs', '-o', 'size=192m,mode=0755', 'tmpfs', folder])
  } catch (cause) {
    await rmdir(folder)
    throw new NoSmallDisk('a small disk is made with mount, which only root may do', { cause })
  }
  whenInterrupted(() => {
    spawnSync('umount', ['--lazy', folder])
    rmSync(folder, { recursive: true, force: true })
  })
  const filler = join(folder, 'filler')
  return {
    folder,
    fill: () => writeUntilFull(filler),
    free: () => rm(filler),
    async remove() {
      await run('umount', ['--lazy', folder])
      await rmdir(folder)
    }
  }
}

async function writeUntilFull(path: string): Promise<void> {
  const file = await open(path, 'w')
  const block = Buffer.alloc(1024 * 1024)
  try {
    for (;;) await file.write(block)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOSPC')) throw error
  } finally {
    await file.close()
  }
}
