import { accessSync, constants, existsSync } from 'node:fs'
import { dirname, isAbsolute, relative } from 'node:path'

/** What is wrong with a file or folder, by system error code. Each text continues a sentence that begins with the path. */
export const FILE_ERRORS: Readonly<Record<string, string>> = {
  EACCES: 'is not accessible for this user',
  EPERM: 'is not accessible for this user',
  EROFS: 'is on a read-only file system',
  ENOSPC: 'cannot be written, because the disk is full',
  EDQUOT: 'cannot be written, because the disk quota of this user is used up',
  ENOENT: 'does not exist, or its folder does not exist',
  ENOTDIR: 'is inside a file, not inside a folder',
  EEXIST: 'exists already, and is not a folder',
  EISDIR: 'is a folder, not a file',
  EMFILE: 'cannot be opened, because too many files are open'
}

/** A sentence for a file system error, undefined for any other error. It names DATA_DIR for a path inside `dataDir`. */
export function explainFileError(error: unknown, dataDir: string | undefined): string | undefined {
  for (let at = error, depth = 0; at instanceof Error && depth < 8; at = at.cause, depth++) {
    const { code: reported, path, syscall, address }: Partial<Record<string, unknown>> = Object(at)
    const code = reported === 'ENOENT' && syscall === 'mkdir' ? causeOfMissing(path) : reported
    const text = typeof code === 'string' ? FILE_ERRORS[code] : undefined
    if (text === undefined || address !== undefined || String(syscall).startsWith('spawn')) continue
    // A write to an open file fails without a path.
    if (typeof path !== 'string') return code === 'ENOSPC' ? `The disk is full. Free some space. (${code})` : undefined
    const isInDataDir = dataDir !== undefined && isAbsolute(path) && !relative(dataDir, path).startsWith('..')
    const advice = isInDataDir ? ' Set DATA_DIR to a folder that this user can write to.' : ''
    return `${path} ${text}.${advice} (${code})`
  }
  return undefined
}

/** A recursive mkdir reports ENOENT whatever keeps it from making a folder. */
function causeOfMissing(path: unknown): unknown {
  let folder = String(path)
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder)
  try {
    accessSync(folder, constants.W_OK)
    return 'ENOENT'
  } catch (error) {
    return Object(error).code
  }
}
