import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { AllRows } from '../db/accounts/snapshot.ts'
import { open, seal } from './sealing.ts'
import type { SealingKey } from './secrets-key.ts'

/** The accounts of the last load, sealed in DATA_DIR, for a start while the database is away. */
export interface SnapshotFile {
  /** Writes what `rows` returns, soon. Calls while a write is under way share the next write. */
  write(rows: () => AllRows): void
  /** Undefined: there is none that can be used. */
  read(): Promise<AllRows | undefined>
  close(): Promise<void>
}

const PLACE = 'accounts.sealed'
/** A write may take this share of the time: ten thousand accounts make several megabytes. */
const REST = 10

interface SnapshotOptions {
  path: string
  keys: readonly SealingKey[]
  log: { error(fields: object, message: string): void }
}

export function openSnapshotFile({ path, keys, log }: SnapshotOptions): SnapshotFile {
  const [key] = keys
  let pending: (() => AllRows) | undefined
  let writing: Promise<void> | undefined
  const closing = new AbortController()

  async function writeAll(): Promise<void> {
    while (pending !== undefined && key !== undefined) {
      const rows = pending
      pending = undefined
      const began = performance.now()
      await save(seal(JSON.stringify(rows()), PLACE, key)).catch((error: unknown) => {
        log.error({ err: error }, 'the snapshot of the accounts could not be written to DATA_DIR')
      })
      const rest = (performance.now() - began) * REST
      await sleep(rest, undefined, { signal: closing.signal, ref: false }).catch(() => undefined)
    }
    writing = undefined
  }

  async function save(sealed: Buffer): Promise<void> {
    await mkdir(dirname(path), { recursive: true })
    const draft = `${path}.new-${randomUUID()}`
    try {
      await writeFile(draft, sealed, { mode: 0o600 })
      await rename(draft, path)
    } finally {
      await rm(draft, { force: true })
    }
  }

  return {
    write(rows) {
      pending = rows
      writing ??= writeAll()
    },

    async read() {
      const sealed = await readFile(path).catch((error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT') log.error({ err: error }, 'the snapshot of the accounts could not be read')
        return undefined
      })
      if (sealed === undefined) return undefined
      const found = open(sealed, PLACE, keys)
      // GCM has checked that Bellhook wrote these bytes.
      if ('value' in found) return JSON.parse(found.value.toString()) as AllRows
      log.error({ reason: found.failed }, 'the snapshot of the accounts does not open with SECRETS_KEY')
      return undefined
    },

    async close() {
      closing.abort()
      await writing
    }
  }
}
