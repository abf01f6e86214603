import { type FileHandle, mkdir, open, readdir, readFile, rename, stat, unlink, writeFile } from 'node:fs/promises'
import { basename, extname, isAbsolute, join } from 'node:path'
import type { Delivery } from '../contract/delivery.ts'
import { errors } from '../contract/errors.ts'
import { newId } from '../contract/new-id.ts'
import { ifThere, isGone } from './if-there.ts'
import { countRecords, decodeRecords, encodeRecord, type Spooled } from './record.ts'

/**
 * Where deliveries are kept while the database cannot take them: files that are only appended to. Each delivery has a
 * checksum, and is acknowledged after an fsync that all waiting deliveries share.
 *
 * A file is `<id>.writing` while it is written, and `<id>.ready` from then on; ids are in the order of time. A gateway that
 * starts seals the files that others left behind. A writer whose file was sealed by another gateway notices that after its
 * fsync, and writes the same records again into a file of its own. Nothing is lost then, and a delivery that is in two files
 * is stored once, because the ledger recognizes deliveries by their id. So there is no lock that could be left behind.
 *
 * Earlier versions named their files `.open` and `.sealed`. These are drained, too. An earlier version that shares the folder
 * cannot read the records of this one, and leaves files of the new names alone.
 */
export interface Spool {
  /** Resolves when the delivery is on disk. Rejects with STORE_UNAVAILABLE when it cannot be kept. */
  append(delivery: Delivery): Promise<void>
  /** Ends the file that is written now, so that it can be drained too. Returns all files to drain, oldest first. */
  seal(): Promise<string[]>
  /** Deliveries of a sealed file. What cannot be read is set aside into `damaged/`, and reported. */
  read(file: string): Promise<Spooled[]>
  /** Keeps a delivery that the database will never take for a person to look at. */
  setAside(delivery: Delivery): Promise<void>
  remove(file: string): Promise<void>
  status(): SpoolStatus
  close(): Promise<void>
}

export interface SpoolStatus {
  /** Number of records that this gateway wrote, or found at its start. */
  records: number
  bytes: number
  maxBytes: number
  /** False: the last try to write failed. */
  writable: boolean
  /** Times something was set aside into `damaged/`, since the start. */
  damaged: number
  /** False: the folder could not be listed, and may hold deliveries of an earlier start. */
  isListed: boolean
}

interface SpoolOptions {
  folder: string
  maxBytes: number
  log: { error(fields: object, message: string): void }
}

const PASSING: ReadonlySet<string> = new Set(['EMFILE', 'ENFILE', 'EAGAIN', 'ENOMEM', 'EINTR', 'EBUSY'])

/** Endings of the files that are written, and their endings once they are sealed. */
const SEALED_AS: Readonly<Record<string, string>> = { '.writing': '.ready', '.open': '.sealed' }
const WRITING = Object.keys(SEALED_AS)
const SEALED = Object.values(SEALED_AS)

/** Files stay small enough to be read at once. */
const LARGEST_FILE = 16 * 1024 * 1024

interface Writing {
  path: string
  handle: FileHandle
  size: number
}

interface Pending {
  record: Buffer
  resolve(): void
  reject(error: unknown): void
}

/** Opens the spool in a folder, and takes over what a gateway that ended has left in it. */
export async function openSpool({ folder, maxBytes, log }: SpoolOptions): Promise<Spool> {
  if (!isAbsolute(folder)) throw new Error(`The folder of the spool must be an absolute path, and is "${folder}".`)
  const aside = join(folder, 'damaged')
  let bytes = 0
  let damagedCount = 0
  /** Number of records of each file, by its id. */
  const counts = new Map<string, number>()
  let writable = true
  let writing: Writing | undefined
  let pending: Pending[] = []
  let pendingBytes = 0
  let toSeal: (() => void)[] = []
  let isFlushing = false
  let isListed = false
  /** Files of ours that are ended, but not renamed yet. */
  const unsealed = new Set<string>()
  /** Names of drained files that cannot be removed. The next start drains them again, which does no harm. */
  const drained = new Set<string>()

  await mkdir(folder, { recursive: true, mode: 0o700 }).catch((error: unknown) => {
    writable = false
    log.error(
      { err: error },
      'the spool folder cannot be created: while the database is unavailable, deliveries are refused with a 503'
    )
  })
  await takeOver().catch((error: unknown) => {
    log.error({ err: error, folder }, 'the spool folder cannot be listed yet: deliveries of earlier starts wait in it')
  })

  /** Takes over the files of gateways that have ended. Throws when the folder cannot be listed. */
  async function takeOver(): Promise<void> {
    for (const name of await list(WRITING)) await sealFile(join(folder, name))
    for (const name of await list(SEALED)) {
      counts.set(idOf(name), countRecords((await ifThere(readFile(join(folder, name)))) ?? Buffer.alloc(0)))
    }
    await measure()
    isListed = true
  }

  /** Throws when the folder cannot be listed: its deliveries are acknowledged, and must not seem to be gone. */
  async function list(endings: readonly string[]): Promise<string[]> {
    const names = (await ifThere(readdir(folder))) ?? []
    return names.filter((name) => endings.includes(extname(name)) && !drained.has(name)).sort()
  }

  async function measure(): Promise<void> {
    const names = [...(await list(SEALED)), ...(await list(WRITING))]
    const ids = new Set([...names, writing?.path ?? ''].map(idOf))
    let sum = 0
    for (const name of names) sum += (await ifThere(stat(join(folder, name))))?.size ?? 0
    for (const id of counts.keys()) if (!ids.has(id)) counts.delete(id)
    bytes = sum
  }

  async function sealFile(path: string): Promise<void> {
    // Another gateway may have sealed it at the same instant.
    const ending = extname(path)
    await ifThere(rename(path, path.slice(0, -ending.length) + SEALED_AS[ending]))
  }

  async function begin(): Promise<Writing> {
    const path = join(folder, `${newId()}.writing`)
    const handle = await open(path, 'ax', 0o600)
    await syncFolder()
    return { path, handle, size: 0 }
  }

  /** Makes a new name in the folder survive a power cut. */
  async function syncFolder(): Promise<void> {
    const handle = await open(folder, 'r')
    await handle.sync().finally(() => handle.close())
  }

  async function end(): Promise<void> {
    const ended = writing
    writing = undefined
    if (ended === undefined) return
    await sealFile(ended.path).catch((error: unknown) => {
      unsealed.add(ended.path)
      log.error({ err: error, folder }, 'a spool file cannot be renamed yet: it is drained once it can')
    })
    await ended.handle.close().catch(() => undefined)
  }

  /**
   * Writes and syncs all waiting records together, until none waits. A file is sealed between two batches, because under
   * steady load there is no other moment.
   */
  async function flush(): Promise<void> {
    isFlushing = true
    while (pending.length > 0 || toSeal.length > 0) {
      const [batch, sealed] = [pending, toSeal]
      pending = []
      pendingBytes = 0
      toSeal = []
      if (batch.length > 0) await writeBatch(batch)
      if (sealed.length > 0) await end()
      for (const resolve of sealed) resolve()
    }
    isFlushing = false
  }

  async function writeBatch(batch: readonly Pending[]): Promise<void> {
    try {
      await write(batch.map(({ record }) => record))
      writable = true
      for (const { resolve } of batch) resolve()
    } catch (error) {
      if (writable) log.error({ err: error }, 'the spool cannot be written: deliveries are refused with a 503')
      writable = false
      // What is half written was not acknowledged: it must not be drained, and nothing must come behind it.
      await writing?.handle.truncate(writing.size).catch(() => undefined)
      await end()
      for (const { reject } of batch) reject(new errors.STORE_UNAVAILABLE())
    }
  }

  async function write(records: readonly Buffer[]): Promise<void> {
    const size = records.reduce((sum, { length }) => sum + length, 0)
    for (;;) {
      writing ??= await begin()
      await writing.handle.appendFile(Buffer.concat(records))
      await writing.handle.datasync()
      writing.size += size
      const isOurs = await isStillThere(writing)
      const id = idOf(writing.path)
      if (isOurs) counts.set(id, (counts.get(id) ?? 0) + records.length)
      else counts.delete(id)
      if (isOurs && writing.size < LARGEST_FILE) break
      await end()
      if (isOurs) break
    }
    bytes += size
  }

  async function isStillThere({ path, handle }: Writing): Promise<boolean> {
    const [there, ours] = await Promise.all([stat(path).catch(() => undefined), handle.stat()])
    return there?.ino === ours.ino
  }

  /** Resolves when everything appended before is in a file, and that file is sealed. */
  function endBetweenBatches(): Promise<void> {
    return new Promise((resolve) => {
      toSeal.push(resolve)
      if (!isFlushing) void flush()
    })
  }

  async function keepAside(name: string, content: Buffer): Promise<void> {
    damagedCount++
    await mkdir(aside, { recursive: true, mode: 0o700 })
    await writeFile(join(aside, name), content, { flush: true, mode: 0o600 })
  }

  return {
    append(delivery) {
      const record = encodeRecord(delivery)
      if (bytes + pendingBytes + record.length > maxBytes) return Promise.reject(new errors.STORE_UNAVAILABLE())
      return new Promise((resolve, reject) => {
        pending.push({ record, resolve, reject })
        pendingBytes += record.length
        if (!isFlushing) void flush()
      })
    },

    async seal() {
      await endBetweenBatches()
      if (!isListed) await takeOver()
      for (const path of unsealed) {
        await sealFile(path)
        unsealed.delete(path)
      }
      // Other gateways may have drained files of this one.
      await measure()
      return (await list(SEALED)).map((name) => join(folder, name))
    },

    async read(path) {
      const content = await readFile(path).catch(async (error: unknown) => {
        if (isGone(error)) return Buffer.alloc(0)
        // The file may be as it should be.
        if (isPassing(error)) throw error
        log.error({ err: error, folder: aside }, 'a spool file cannot be read: set aside')
        damagedCount++
        await mkdir(aside, { recursive: true, mode: 0o700 })
        await rename(path, join(aside, basename(path)))
        return Buffer.alloc(0)
      })
      const { spooled, damaged, torn } = decodeRecords(content)
      if (torn > 0) log.error({ bytes: torn }, 'a spool file ended within a record that was not acknowledged: cut')
      for (const { offset, bytes } of damaged) {
        log.error({ bytes: bytes.length, folder: aside }, 'a spool file has bytes that cannot be read: set aside')
        await keepAside(`${newId()}-at-${offset}.bytes`, bytes)
      }
      return spooled
    },

    setAside: (delivery) => keepAside(`${delivery.id}.record`, encodeRecord(delivery)),

    async remove(path) {
      await ifThere(unlink(path)).catch((error: unknown) => {
        drained.add(basename(path))
        log.error({ err: error, folder }, 'a spool file that is drained cannot be removed')
      })
      counts.delete(idOf(path))
      await measure()
    },

    status: () => ({
      records: [...counts.values()].reduce((sum, count) => sum + count, 0),
      bytes,
      maxBytes,
      writable,
      damaged: damagedCount,
      isListed
    }),

    close: endBetweenBatches
  }
}

/** The same while it is open and when it is sealed. */
function idOf(path: string): string {
  return basename(path).replace(/\.[a-z]+$/, '')
}

/** True: the process or the machine has too much open, or no memory, at the moment. */
function isPassing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && PASSING.has(String(error.code))
}
