import { errors } from '../contract/errors.ts'
import type { SpoolFolder, SpoolLog, WritingFile } from './spool-folder.ts'

/** Files stay small enough to be read at once. */
const LARGEST_FILE = 16 * 1024 * 1024

/** Appends records to files. Records that wait together share one fsync. */
interface RecordWriter {
  /** Resolves when the record is on disk. Rejects with STORE_UNAVAILABLE if it cannot be written. */
  append(record: Buffer): Promise<void>
  /** Resolves when all records appended before are in a file, and that file is sealed. */
  seal(): Promise<void>
  /** Bytes of the records that wait. */
  pendingBytes(): number
  /** False: the last write failed. */
  isWritable(): boolean
}

interface Pending {
  record: Buffer
  resolve(): void
  reject(error: unknown): void
}

export function createRecordWriter(folder: SpoolFolder, log: SpoolLog, wasCreated: boolean): RecordWriter {
  let isWritable = wasCreated
  let writing: WritingFile | undefined
  let pending: Pending[] = []
  let pendingBytes = 0
  let toSeal: (() => void)[] = []
  let isFlushing = false

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
      isWritable = true
      for (const { resolve } of batch) resolve()
    } catch (error) {
      if (isWritable) log.error({ err: error }, 'the spool cannot be written: deliveries are refused with a 503')
      isWritable = false
      // A partial record was not acknowledged. It must not be drained, and no record may follow it.
      await writing?.handle.truncate(writing.size).catch(() => undefined)
      await end()
      for (const { reject } of batch) reject(new errors.STORE_UNAVAILABLE())
    }
  }

  /** If another gateway has sealed the file before the fsync, the same records are written to the next file. */
  async function write(records: readonly Buffer[]): Promise<void> {
    const content = Buffer.concat(records)
    for (let isKept = false; !isKept; ) {
      writing ??= await folder.create()
      await writing.handle.appendFile(content)
      await writing.handle.datasync()
      writing.size += content.length
      isKept = await folder.isStillThere(writing)
      folder.count(writing, isKept ? { records: records.length, bytes: content.length } : 'lost')
      if (!isKept || writing.size >= LARGEST_FILE) await end()
    }
  }

  async function end(): Promise<void> {
    const ended = writing
    writing = undefined
    if (ended !== undefined) await folder.seal(ended)
  }

  return {
    append: (record) =>
      new Promise((resolve, reject) => {
        pending.push({ record, resolve, reject })
        pendingBytes += record.length
        if (!isFlushing) void flush()
      }),
    seal: () =>
      new Promise((resolve) => {
        toSeal.push(resolve)
        if (!isFlushing) void flush()
      }),
    pendingBytes: () => pendingBytes,
    isWritable: () => isWritable
  }
}
