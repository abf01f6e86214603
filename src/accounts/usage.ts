import { markUsed } from '../db/accounts/secrets.ts'
import type { Database } from '../db/connect.ts'
import type { AuditEntry, AuditLog } from './audit-log.ts'

/** What is written in the background, because no request may wait for it. */
export interface Usage {
  secretUsed(id: string): void
  keyUsed(id: number): void
  /** Equal entries of one interval become one, with their number as `detail.items`. */
  note(entry: AuditEntry, items: number): void
  close(): Promise<void>
}

interface UsageOptions {
  database: Pick<Database, 'query'>
  audit: Pick<AuditLog, 'record'>
  log: { warn(fields: object, message: string): void }
}

const FLUSH_MS = 5_000
/** Entries of one interval. A sender that is proven for one account can name any number of ids. */
const MOST_ENTRIES = 100

export function createUsage({ database, audit, log }: UsageOptions): Usage {
  let secrets = new Set<string>()
  let keys = new Set<number>()
  let entries = new Map<string, { entry: AuditEntry; items: number }>()
  const timer = setInterval(() => void flush(), FLUSH_MS).unref()
  let running: Promise<void> = Promise.resolve()

  function flush(): Promise<void> {
    running = running.then(write)
    return running
  }

  async function write(): Promise<void> {
    const [usedSecrets, usedKeys, noted] = [secrets, keys, entries]
    ;[secrets, keys, entries] = [new Set(), new Set(), new Map()]
    try {
      if (usedSecrets.size + usedKeys.size > 0) await markUsed(database.query, [...usedSecrets], [...usedKeys])
      for (const { entry, items } of noted.values()) {
        await audit.record({ ...entry, detail: { ...entry.detail, items } })
      }
    } catch (error) {
      log.warn({ err: error }, 'the last use of secrets, or entries of the audit log, could not be stored')
    }
  }

  return {
    secretUsed: (id) => void secrets.add(id),
    keyUsed: (id) => void keys.add(id),
    note(entry, items) {
      const key = JSON.stringify([entry.actor, entry.action, entry.target])
      const known = entries.get(key)
      if (known === undefined && entries.size >= MOST_ENTRIES) return
      entries.set(key, { entry, items: (known?.items ?? 0) + items })
    },
    async close() {
      clearInterval(timer)
      await flush()
    }
  }
}
