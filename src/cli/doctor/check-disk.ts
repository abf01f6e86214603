import { constants } from 'node:fs'
import { access, stat, statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Config } from '../../config/config.ts'
import { lookIntoSpool } from '../../spool/inspect.ts'
import { explain } from '../../startup/start-errors.ts'
import { type Finding, ok, warning, wrong } from './finding.ts'

const MIB = 1024 * 1024
/** Room for about an hour of a small hotel without a database. */
const LEAST_FREE = 100 * MIB

/** Checks the spool, and the free space for it. Creates and writes nothing. */
export async function checkDisk({ dataDir, host, spoolMaxBytes }: Config): Promise<Finding[]> {
  try {
    const place = await nearestExisting(dataDir)
    await access(place, constants.W_OK | constants.X_OK)
    const where =
      place === dataDir ? ok(`DATA_DIR ${dataDir} is writable`) : ok(`the start will create DATA_DIR ${dataDir}`)
    return [
      where,
      ...(await checkSpool(join(dataDir, 'spool'), spoolMaxBytes)),
      await checkFreeSpace(place, spoolMaxBytes)
    ]
  } catch (error) {
    return [
      wrong(
        `DATA_DIR ${dataDir} is not usable, so nothing can be stored while the database is unavailable`,
        explain(error, { dataDir, host })
      )
    ]
  }
}

/** The folder, or the nearest folder above it that exists. */
async function nearestExisting(folder: string): Promise<string> {
  const found = await stat(folder).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  })
  return found === undefined ? nearestExisting(dirname(folder)) : folder
}

async function checkSpool(folder: string, maxBytes: number): Promise<Finding[]> {
  const { bytes, deliveries, setAside } = await lookIntoSpool(folder)
  const size = `${mib(bytes)} of ${mib(maxBytes)}`
  const findings: Finding[] = []
  if (bytes >= maxBytes) {
    findings.push(wrong(`the spool is full (${size})`, 'Start the database, or raise SPOOL_MAX_BYTES.'))
  } else if (deliveries > 0) {
    const text = `${deliveries} ${deliveries === 1 ? 'delivery waits' : 'deliveries wait'} in the spool (${size})`
    findings.push(warning(text, 'The gateway stores them when its database answers.'))
  } else findings.push(ok(`the spool is empty (${size})`))
  if (setAside > 0) {
    const text = `${setAside} ${setAside === 1 ? 'file was' : 'files were'} set aside in ${join(folder, 'damaged')}`
    findings.push(warning(text, 'Keep them. See docs/reliability.md for what to do with them.'))
  }
  return findings
}

async function checkFreeSpace(place: string, maxBytes: number): Promise<Finding> {
  const { bavail, bsize } = await statfs(place)
  const free = bavail * bsize
  if (free < LEAST_FREE)
    return wrong(`only ${mib(free)} are free on the disk of DATA_DIR`, 'Free some space, or move DATA_DIR.')
  if (free >= maxBytes) return ok(`${mib(free)} are free on the disk of DATA_DIR`)
  return warning(
    `${mib(free)} are free on the disk of DATA_DIR, less than the spool may take (${mib(maxBytes)})`,
    'Free some space, or lower SPOOL_MAX_BYTES.'
  )
}

function mib(bytes: number): string {
  return `${Math.round(bytes / MIB)} MiB`
}
