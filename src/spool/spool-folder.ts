import { type FileHandle, mkdir, open, readdir, readFile, rename, stat, unlink, writeFile } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import { newId } from '../contract/new-id.ts'
import { ifThere, isGone } from './if-there.ts'
import { countRecords } from './record.ts'

export interface SpoolLog {
  error(fields: object, message: string): void
}

export interface WritingFile {
  path: string
  handle: FileHandle
  /** Bytes of complete records. */
  size: number
}

/**
 * The files of a spool. A file is `<id>.writing` while a gateway writes it, and `<id>.ready` from then on. Ids are in the order of
 * time. Earlier versions named their files `.open` and `.sealed`, and these are drained, too.
 */
export interface SpoolFolder {
  /** Seals the files of gateways that have ended, and counts records. Throws if the folder cannot be listed. */
  takeOver(): Promise<void>
  /** Paths of the sealed files, oldest first. Throws if the folder cannot be listed. */
  sealedFiles(): Promise<string[]>
  create(): Promise<WritingFile>
  /** Renames a file, so that it can be drained. */
  seal(file: WritingFile): Promise<void>
  /** Seals the files whose renaming failed before. */
  sealRest(): Promise<void>
  /** False: another gateway has sealed the file. */
  isStillThere(file: WritingFile): Promise<boolean>
  /** Counts records that were written, or that another gateway has sealed with the file and that are written again. */
  count(file: WritingFile, change: { records: number; bytes: number } | 'lost'): void
  /** Counts the bytes of all files again, because other gateways may have drained some. */
  measure(): Promise<void>
  /** The bytes of a file. Sets the file aside if it cannot be read, and throws if that may be temporary. */
  read(path: string): Promise<Buffer>
  remove(path: string): Promise<void>
  /** Writes a file into `damaged/`. */
  setAside(name: string, content: Buffer): Promise<void>
  status(): { records: number; bytes: number; damaged: number; isListed: boolean }
}

/** System errors that say nothing about the file: too many files are open, or the machine has no memory. */
const TEMPORARY: ReadonlySet<string> = new Set(['EMFILE', 'ENFILE', 'EAGAIN', 'ENOMEM', 'EINTR', 'EBUSY'])

/** The endings of files that are written, with their endings after sealing. */
const SEALED_AS: Readonly<Record<string, string>> = { '.writing': '.ready', '.open': '.sealed' }
const WRITING = Object.keys(SEALED_AS)
const SEALED = Object.values(SEALED_AS)

/** True for the name of a file with records. */
export function isSpoolFile(name: string): boolean {
  return [...WRITING, ...SEALED].includes(extname(name))
}

export function openFolder(folder: string, log: SpoolLog): SpoolFolder {
  const aside = join(folder, 'damaged')
  let bytes = 0
  let damaged = 0
  let isListed = false
  let writingPath = ''
  /** Number of records by the id of the file. */
  const counts = new Map<string, number>()
  /** Files of this gateway that could not be renamed yet. */
  const unsealed = new Set<string>()
  /** Names of drained files that could not be removed. The next start drains them again, which does no harm. */
  const drained = new Set<string>()

  /** An error is thrown, because the deliveries in the folder are acknowledged and must not seem to be gone. */
  async function list(endings: readonly string[]): Promise<string[]> {
    const names = (await ifThere(readdir(folder))) ?? []
    return names.filter((name) => endings.includes(extname(name)) && !drained.has(name)).sort()
  }

  async function measure(): Promise<void> {
    const names = [...(await list(SEALED)), ...(await list(WRITING))]
    const ids = new Set([...names, writingPath].map(idOf))
    let sum = 0
    for (const name of names) sum += (await ifThere(stat(join(folder, name))))?.size ?? 0
    for (const id of counts.keys()) if (!ids.has(id)) counts.delete(id)
    bytes = sum
  }

  async function sealPath(path: string): Promise<void> {
    const ending = extname(path)
    // Another gateway may have sealed it at the same time.
    await ifThere(rename(path, path.slice(0, -ending.length) + SEALED_AS[ending]))
  }

  /** Makes a new name in the folder survive a power cut. */
  async function syncFolder(): Promise<void> {
    const handle = await open(folder, 'r')
    await handle.sync().finally(() => handle.close())
  }

  async function makeAside(): Promise<void> {
    damaged++
    await mkdir(aside, { recursive: true, mode: 0o700 })
  }

  return {
    measure,

    async takeOver() {
      if (isListed) return
      for (const name of await list(WRITING)) await sealPath(join(folder, name))
      for (const name of await list(SEALED)) {
        counts.set(idOf(name), countRecords((await ifThere(readFile(join(folder, name)))) ?? Buffer.alloc(0)))
      }
      await measure()
      isListed = true
    },

    sealedFiles: async () => (await list(SEALED)).map((name) => join(folder, name)),

    async create() {
      const path = join(folder, `${newId()}.writing`)
      const handle = await open(path, 'ax', 0o600)
      await syncFolder()
      writingPath = path
      return { path, handle, size: 0 }
    },

    async seal({ path, handle }) {
      writingPath = ''
      await sealPath(path).catch((error: unknown) => {
        unsealed.add(path)
        log.error({ err: error, folder }, 'a spool file cannot be renamed yet: it is drained once it can')
      })
      await handle.close().catch(() => undefined) // its records are synced
    },

    async sealRest() {
      for (const path of unsealed) {
        await sealPath(path)
        unsealed.delete(path)
      }
    },

    async isStillThere({ path, handle }) {
      const [there, ours] = await Promise.all([stat(path).catch(() => undefined), handle.stat()])
      return there?.ino === ours.ino
    },

    count({ path }, change) {
      const id = idOf(path)
      if (change === 'lost') {
        counts.delete(id)
        return
      }
      counts.set(id, (counts.get(id) ?? 0) + change.records)
      bytes += change.bytes
    },

    async read(path) {
      return readFile(path).catch(async (error: unknown) => {
        if (isGone(error)) return Buffer.alloc(0)
        if (isTemporary(error)) throw error
        log.error({ err: error, folder: aside }, 'a spool file cannot be read: set aside')
        await makeAside()
        await rename(path, join(aside, basename(path)))
        return Buffer.alloc(0)
      })
    },

    async remove(path) {
      await ifThere(unlink(path)).catch((error: unknown) => {
        drained.add(basename(path))
        log.error({ err: error, folder }, 'a spool file that is drained cannot be removed')
      })
      counts.delete(idOf(path))
      await measure()
    },

    async setAside(name, content) {
      await makeAside()
      await writeFile(join(aside, name), content, { flush: true, mode: 0o600 })
    },

    status: () => ({ records: [...counts.values()].reduce((sum, count) => sum + count, 0), bytes, damaged, isListed })
  }
}

/** The id of a file, which stays when the file is sealed. */
function idOf(path: string): string {
  return basename(path).replace(/\.[a-z]+$/, '')
}

function isTemporary(error: unknown): boolean {
  return error instanceof Error && 'code' in error && TEMPORARY.has(String(error.code))
}
