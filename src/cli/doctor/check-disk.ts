import { constants } from 'node:fs'
import { access, stat, statfs } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Config } from '../../config/config.ts'
import { lookIntoSpool } from '../../spool/inspect.ts'
import { explain } from '../../startup/start-errors.ts'
import { type Finding, ok, warning, wrong } from './finding.ts'

const MIB = 1024 * 1024
/** Below this even a quiet hotel's hour without a database does not fit. */
const LEAST_FREE = 100 * MIB

/** The spool, and the room for it. Nothing is made or written. */
export async function checkDisk({ dataDir, host, spoolMaxBytes }: Config): Promise<Finding[]> {
  try {
    const place = await existing(dataDir)
    await access(place, constants.W_OK | constants.X_OK)
    const where =
      place === dataDir ? ok(`DATA_DIR ${dataDir} can be written`) : ok(`DATA_DIR ${dataDir} is made by the start`)
    return [where, ...(await spool(join(dataDir, 'spool'), spoolMaxBytes)), await room(place, spoolMaxBytes)]
  } catch (error) {
    return [
      wrong(
        `DATA_DIR ${dataDir} cannot be used, so nothing is kept while the database is away`,
        explain(error, { dataDir, host })
      )
    ]
  }
}

/** It, or the folder above it that there is. */
async function existing(folder: string): Promise<string> {
  const found = await stat(folder).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  })
  return found === undefined ? existing(dirname(folder)) : folder
}

async function spool(folder: string, maxBytes: number): Promise<Finding[]> {
  const { bytes, deliveries, setAside } = await lookIntoSpool(folder)
  const size = `${mib(bytes)} of ${mib(maxBytes)}`
  const findings: Finding[] = []
  if (bytes >= maxBytes) {
    findings.push(wrong(`the spool is full (${size})`, 'Bring the database back, or raise SPOOL_MAX_BYTES.'))
  } else if (deliveries > 0) {
    const text = `${deliveries} ${deliveries === 1 ? 'delivery waits' : 'deliveries wait'} in the spool (${size})`
    findings.push(warning(text, 'The gateway stores them as soon as its database answers.'))
  } else findings.push(ok(`the spool is empty (${size})`))
  if (setAside > 0) {
    const text = `${setAside} ${setAside === 1 ? 'file was' : 'files were'} set aside in ${join(folder, 'damaged')}`
    findings.push(warning(text, 'Keep them: the log says what they are, docs/reliability.md what to do.'))
  }
  return findings
}

async function room(place: string, maxBytes: number): Promise<Finding> {
  const { bavail, bsize } = await statfs(place)
  const free = bavail * bsize
  if (free < LEAST_FREE)
    return wrong(`only ${mib(free)} are free on the disk of DATA_DIR`, 'Make room, or move DATA_DIR.')
  if (free >= maxBytes) return ok(`${mib(free)} are free on the disk of DATA_DIR`)
  return warning(
    `${mib(free)} are free on the disk of DATA_DIR, less than the spool may take (${mib(maxBytes)})`,
    'Make room, or lower SPOOL_MAX_BYTES.'
  )
}

function mib(bytes: number): string {
  return `${Math.round(bytes / MIB)} MiB`
}
