import { isAbsolute, relative } from 'node:path'

/** What is wrong with a file or a folder, by the system's code, as the end of a sentence that begins with its path. */
export const FILE_TROUBLE: Readonly<Record<string, string>> = {
  EACCES: 'is not open to this user',
  EPERM: 'is not open to this user',
  EROFS: 'lies in a filesystem that can only be read',
  ENOSPC: 'cannot be written: the disk is full',
  EDQUOT: 'cannot be written: the quota of this user is used up',
  ENOENT: 'does not exist, or its folder does not',
  ENOTDIR: 'is below something that is a file and not a folder',
  EEXIST: 'is there already, and is not a folder',
  EISDIR: 'is a folder, and has to be a file',
  EMFILE: 'cannot be opened: too many files are open'
}

/**
 * A sentence for an error of the file system, and undefined for any other. What lies in `dataDir` can be somewhere else,
 * and the sentence says so.
 */
export function fileTroubleOf(error: unknown, dataDir: string | undefined): string | undefined {
  for (let at = error, depth = 0; at instanceof Error && depth < 8; at = at.cause, depth++) {
    const { code, path, syscall, address }: Partial<Record<string, unknown>> = Object(at)
    const trouble = typeof code === 'string' ? FILE_TROUBLE[code] : undefined
    if (trouble === undefined || address !== undefined || String(syscall).startsWith('spawn')) continue
    // A full disk shows when an open file is written, and that has no name any more.
    if (typeof path !== 'string') return code === 'ENOSPC' ? `The disk is full. Make room on it. (${code})` : undefined
    const isOurs = dataDir !== undefined && isAbsolute(path) && !relative(dataDir, path).startsWith('..')
    const advice = isOurs ? ' Set DATA_DIR to a folder that this user can write.' : ''
    return `${path} ${trouble}.${advice} (${code})`
  }
  return undefined
}
