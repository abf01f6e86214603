import { mkdir } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import type { Delivery } from '../contract/delivery.ts'
import { errors } from '../contract/errors.ts'
import { newId } from '../contract/new-id.ts'
import { decodeRecords, encodeRecord, type Spooled } from './record.ts'
import { createRecordWriter } from './record-writer.ts'
import { openFolder, type SpoolLog } from './spool-folder.ts'

/**
 * Stores deliveries while the database cannot: in files to which records are only appended. Each record has a checksum, and is
 * acknowledged after an fsync that all waiting records share.
 *
 * There is no lock that a killed gateway could leave behind. A gateway that starts seals the files of others. A writer whose file
 * was sealed by another gateway notices it after its fsync, and writes the same records to a new file. So no record is lost, and a
 * delivery that is in two files is stored once, because the ledger recognizes deliveries by their id.
 *
 * An earlier version that shares the folder cannot read the records of this version, and leaves files with the new names alone.
 */
export interface Spool {
  /** Resolves when the delivery is on disk. Rejects with STORE_UNAVAILABLE if it cannot be stored. */
  append(delivery: Delivery): Promise<void>
  /** Seals the file that is written now, so that it can be drained, too. Returns all files to drain, oldest first. */
  seal(): Promise<string[]>
  /** Deliveries of a sealed file. Bytes that cannot be read are set aside in `damaged/`, and logged. */
  read(file: string): Promise<Spooled[]>
  /** Sets a delivery that the database does not accept aside in `damaged/`. */
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
  /** False: the last write failed. */
  writable: boolean
  /** Number of times something was set aside in `damaged/` since the start. */
  damaged: number
  /** False: the folder could not be listed, and may have deliveries from before the start. */
  isListed: boolean
}

interface SpoolOptions {
  /** An absolute path. */
  folder: string
  maxBytes: number
  log: SpoolLog
}

/** Opens the spool in a folder, and takes over the files of gateways that have ended. */
export async function openSpool({ folder: path, maxBytes, log }: SpoolOptions): Promise<Spool> {
  if (!isAbsolute(path)) throw new Error(`The folder of the spool must be an absolute path, and is "${path}".`)
  const folder = openFolder(path, log)
  const writer = createRecordWriter(folder, log, await isCreated(path, log))
  await folder.takeOver().catch((error: unknown) => {
    log.error(
      { err: error, folder: path },
      'the spool folder cannot be listed yet: deliveries of earlier starts wait in it'
    )
  })

  return {
    async append(delivery) {
      const record = encodeRecord(delivery)
      const bytes = folder.status().bytes + writer.pendingBytes() + record.length
      if (bytes > maxBytes) throw new errors.STORE_UNAVAILABLE()
      await writer.append(record)
    },

    async seal() {
      await writer.seal()
      await folder.takeOver()
      await folder.sealRest()
      await folder.measure()
      return folder.sealedFiles()
    },

    async read(file) {
      const { spooled, damaged, torn } = decodeRecords(await folder.read(file))
      if (torn > 0) log.error({ bytes: torn }, 'a spool file ended within a record that was not acknowledged: cut')
      for (const { offset, bytes } of damaged) {
        const fields = { bytes: bytes.length, folder: join(path, 'damaged') }
        log.error(fields, 'a spool file has bytes that cannot be read: set aside')
        await folder.setAside(`${newId()}-at-${offset}.bytes`, bytes)
      }
      return spooled
    },

    setAside: (delivery) => folder.setAside(`${delivery.id}.record`, encodeRecord(delivery)),
    remove: folder.remove,
    status: () => ({ ...folder.status(), maxBytes, writable: writer.isWritable() }),
    close: writer.seal
  }
}

/** False: the folder cannot be created. */
async function isCreated(folder: string, log: SpoolLog): Promise<boolean> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 })
    return true
  } catch (error) {
    log.error(
      { err: error },
      'the spool folder cannot be created: while the database is unavailable, deliveries are refused with a 503'
    )
    return false
  }
}
