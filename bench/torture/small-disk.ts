import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { mkdtemp, rmdir, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from '../../src/embedded/child-process.ts'
import { whenInterrupted } from './when-interrupted.ts'

export interface SmallDisk {
  folder: string
  /** From now on there is room for next to nothing. */
  fill(): Promise<void>
  free(): Promise<void>
  remove(): Promise<void>
}

/** Thrown where there can be no small disk. */
export class NoSmallDisk extends Error {
  override name = 'NoSmallDisk'
}

/** More than any run writes; it takes memory only for what is in it. */
const SIZE = 8 * 1024 ** 3
const LEFT_OVER = 256 * 1024

/** In memory, because a tmpfs is the one disk that root can make in a moment, and make smaller than what is wanted of it. */
export async function makeSmallDisk(): Promise<SmallDisk> {
  const folder = await mkdtemp(join(tmpdir(), 'bellhook-disk-'))
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${SIZE},mode=0755`, 'tmpfs', folder])
  } catch (cause) {
    await rmdir(folder)
    throw new NoSmallDisk('a small disk is made with mount, which only root may do', { cause })
  }
  whenInterrupted(() => {
    spawnSync('umount', ['--lazy', folder])
    rmSync(folder, { recursive: true, force: true })
  })
  const resize = (size: number) => run('mount', ['-o', `remount,size=${size}`, folder])
  return {
    folder,
    async fill() {
      // It cannot be made smaller than what is in it, and that is more with every moment.
      for (let tries = 1; ; tries++) {
        const { blocks, bfree, bsize } = await statfs(folder)
        try {
          await resize((blocks - bfree) * bsize + LEFT_OVER)
          return
        } catch (error) {
          if (tries === 20) throw error
        }
      }
    },
    free: async () => void (await resize(SIZE)),
    async remove() {
      await run('umount', ['--lazy', folder])
      await rmdir(folder)
    }
  }
}
