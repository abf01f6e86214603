import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import {
  type AuditRow,
  countAudit,
  insertAudit,
  insertSealedKey,
  lockAudit,
  readAudit,
  readSealedKey
} from '../db/accounts/audit.ts'
import { type Change, inTransaction } from '../db/accounts/change.ts'
import type { Database } from '../db/connect.ts'
import { keyPlace, open, seal } from './sealing.ts'
import type { SealingKey } from './secrets-key.ts'

export interface AuditEntry {
  /** `api-token`, `key:NAME`, `operator:NAME`, `gateway`, or `cli`. */
  actor: string
  action: string
  /** What it is about: `account:SLUG`, `key:NAME`, … */
  target: string
  /** Slug. */
  hotel?: string | undefined
  /** No secret, no data of guests, no id of a message. */
  detail?: Readonly<Record<string, unknown>>
}

export type Verified = { ok: true; entries: number } | { ok: false; entries: number; position: number }

export interface AuditLog {
  /** Appends an entry in the transaction of the change that it describes. */
  append(change: Change, entry: AuditEntry): Promise<void>
  /** Appends an entry in a transaction of its own. */
  record(entry: AuditEntry): Promise<void>
  /** Checks the chain. `position` is that of the first entry that does not fit, or that is missing. */
  verify(): Promise<Verified>
}

interface AuditLogOptions {
  database: Pick<Database, 'query' | 'write'>
  sealing: readonly SealingKey[]
}

/** The chain has a key of its own, so that it can be verified after SECRETS_KEY was changed. */
interface ChainKey {
  key: Buffer
  /** Entries before this position were written without SECRETS_KEY. */
  from: number
}

const NAME = 'audit'
const KEY_BYTES = 32
const NO_KEY: ChainKey = { key: Buffer.alloc(0), from: 0 }
const ROWS_AT_ONCE = 1_000

export function createAuditLog({ database, sealing }: AuditLogOptions): AuditLog {
  let known: ChainKey | undefined

  async function append(change: Change, entry: AuditEntry): Promise<void> {
    const last = await lockAudit(change)
    const position = last.position + 1
    const { key } = await keyFor(change, position)
    const row = {
      position,
      at: new Date().toISOString(),
      actor: entry.actor,
      action: entry.action,
      target: entry.target,
      hotel: entry.hotel ?? null,
      detail: JSON.stringify(entry.detail ?? {})
    }
    await insertAudit(change, { ...row, mac: macOf(key, last.mac, row) })
  }

  /** Creates the key with the first entry that can have one. */
  async function keyFor(change: Change, position: number): Promise<ChainKey> {
    const found = await readKey(change)
    if (found !== undefined) return found
    const [first] = sealing
    if (first === undefined) return NO_KEY
    const made = { key: randomBytes(KEY_BYTES), from: position }
    const text = JSON.stringify({ key: made.key.toString('base64'), from: position })
    await insertSealedKey(change, NAME, seal(text, keyPlace(NAME), first))
    // Not remembered: the transaction may be rolled back.
    return made
  }

  async function readKey(query: Pick<Change, 'execute'>): Promise<ChainKey | undefined> {
    if (known !== undefined) return known
    const sealed = await readSealedKey(query, NAME)
    if (sealed === undefined) return undefined
    const found = open(sealed, keyPlace(NAME), sealing)
    if (!('value' in found))
      throw new Error('The key of the audit log does not open. Set SECRETS_KEY to the key that sealed it.')
    const { key, from }: { key: string; from: number } = JSON.parse(found.value.toString())
    known = { key: Buffer.from(key, 'base64'), from }
    return known
  }

  return {
    append,
    record: (entry) => inTransaction(database, (change) => append(change, entry)),

    async verify() {
      const chain = (await readKey(database.query)) ?? NO_KEY
      let before: Buffer = Buffer.alloc(0)
      let position = 0
      for (;;) {
        const rows = await readAudit(database.query, { after: position, limit: ROWS_AT_ONCE })
        for (const row of rows) {
          const key = row.position < chain.from ? NO_KEY.key : chain.key
          const mac = macOf(key, before, row)
          const fits = row.position === position + 1 && mac.length === row.mac.length && timingSafeEqual(mac, row.mac)
          if (!fits) {
            const entries = await countAudit(database.query)
            return { ok: false, entries, position: Math.min(row.position, position + 1) }
          }
          before = row.mac
          position = row.position
        }
        if (rows.length < ROWS_AT_ONCE) return { ok: true, entries: position }
      }
    }
  }
}

function macOf(key: Buffer, before: Buffer, row: Omit<AuditRow, 'mac'>): Buffer {
  const { position, at, actor, action, target, hotel, detail } = row
  const text = JSON.stringify([position, at, actor, action, target, hotel, detail])
  return createHmac('sha256', key).update(before).update(text).digest()
}
