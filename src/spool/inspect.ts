import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { ifThere } from './if-there.ts'
import { decodeRecords } from './record.ts'

export interface SpoolLook {
  bytes: number
  /** Deliveries that wait for the database. */
  deliveries: number
  /** Files in `damaged/`, which a person has to look at. */
  setAside: number
}

/** What a spool's folder holds, without touching it: a gateway may be at work there. Throws when it cannot be read. */
export async function lookIntoSpool(folder: string): Promise<SpoolLook> {
  const look = { bytes: 0, deliveries: 0, setAside: (await namesIn(join(folder, 'damaged'))).length }
  for (const name of await namesIn(folder)) {
    if (!/\.(writing|ready|open|sealed)$/.test(name)) continue
    const path = join(folder, name)
    // Undefined: drained in the meantime.
    look.bytes += (await ifThere(stat(path)))?.size ?? 0
    look.deliveries += decodeRecords((await ifThere(readFile(path))) ?? Buffer.alloc(0)).spooled.length
  }
  return look
}

async function namesIn(folder: string): Promise<readonly string[]> {
  return (await ifThere(readdir(folder))) ?? []
}
