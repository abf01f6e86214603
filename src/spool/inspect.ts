import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { spoolFolders } from './gather-spool.ts'
import { ifThere } from './if-there.ts'
import { decodeRecords } from './record.ts'
import { isSpoolFile } from './spool-folder.ts'

interface SpoolLook {
  bytes: number
  deliveries: number
  /** Number of files in `damaged/`, which need a person. */
  setAside: number
}

/** The contents of a spool, with the folders of its workers. Changes nothing, because a gateway may use the folder. Throws if it cannot be read. */
export async function lookIntoSpool(folder: string): Promise<SpoolLook> {
  const look = { bytes: 0, deliveries: 0, setAside: 0 }
  for (const one of await spoolFolders(folder)) await lookInto(one, look)
  return look
}

async function lookInto(folder: string, look: SpoolLook): Promise<void> {
  look.setAside += (await namesIn(join(folder, 'damaged'))).length
  for (const name of await namesIn(folder)) {
    if (!isSpoolFile(name)) continue
    const path = join(folder, name)
    // Undefined: the file was drained meanwhile.
    look.bytes += (await ifThere(stat(path)))?.size ?? 0
    look.deliveries += decodeRecords((await ifThere(readFile(path))) ?? Buffer.alloc(0)).spooled.length
  }
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return (await ifThere(readdir(folder))) ?? []
}
